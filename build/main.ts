/**
 * `npm run build`, with which `npm ci` ends: compiles the program and packages its functions, so that its first run is
 * as fast as the next. Says what each function weighs.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { REGISTER_INSTANCE } from "ts-node";
import { callbacks } from "../handlers/callbacks";
import { packageFunction } from "../packaging/package";

const ROOT = join(__dirname, "..");
/** What `npm start` loads beside the handlers. */
const FOLDERS = ["infra", "local", "workflow"];

/** The compiler keeps what it makes (packaging/compiler.cjs). */
function compile(): void {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter(({ name }) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
      .map((file) => join(file.parentPath, file.name)),
  );
  for (const path of [join(ROOT, "index.ts"), ...files])
    process[REGISTER_INSTANCE]?.compile(readFileSync(path, "utf8"), path);
}

async function packageAll(): Promise<void> {
  const packaging = Object.entries(callbacks).map(async ([name, callback]) => {
    const { code } = await packageFunction(name, callback, { sdk: "bundled" });
    return { name, bytes: deflateRawSync(code, { level: 9 }).length };
  });
  for (const { name, bytes } of await Promise.all(packaging))
    console.log(`${(bytes / 1000).toFixed(1).padStart(7)} kB zipped  ${name}`);
}

compile();
packageAll().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
