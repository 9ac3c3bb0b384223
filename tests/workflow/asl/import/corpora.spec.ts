/** The machines of others, which are read where they lie: ../shared/asl. */
import { expect } from "chai";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { check } from "prettier";
import type { Json } from "../../../../workflow/asl/json";
import { compiled, generate, rendered } from "./generated";

const CORPORA = join(__dirname, "../../../../../shared/asl");

const read = (folder: string): readonly (readonly [name: string, definition: Json])[] =>
  readdirSync(join(CORPORA, folder))
    .filter((file) => file !== "index.json")
    .map((file) => [
      `${folder}/${file}`,
      JSON.parse(readFileSync(join(CORPORA, folder, file), "utf8")) as Json,
    ]);

describe("import: the machines of others", () => {
  let machines: ReadonlyMap<string, Json>;
  let codes: ReadonlyMap<string, string>;

  before(() => {
    const there = existsSync(CORPORA);
    if (!there) console.log("      ../shared/asl is not there: nothing is read");
    machines = new Map(there ? [...read("seeds"), ...read("valid")] : []);
    codes = new Map([...machines].map(([name, definition]) => [name, generate(definition, { from: name })]));
  });

  it("compile, every one", () => {
    const faults = [...compiled(codes)].filter(([, diagnostics]) => diagnostics.length > 0);
    expect(faults).to.deep.equal([]);
  });

  it("render back to the same JSON, every one", () => {
    for (const [name, code] of codes) expect(rendered(code), name).to.deep.equal(machines.get(name));
  });

  it("are laid out as prettier does, every one", async () => {
    for (const [name, code] of codes)
      expect(await check(code, { parser: "typescript", printWidth: 110 }), name).to.equal(true);
  });
});
