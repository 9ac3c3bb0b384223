/** A callback as the text that Lambda runs: serialised by Pulumi, then bundled into one small file. */
import * as pulumi from "@pulumi/pulumi";
import { build } from "esbuild";

/** The file and the export inside it, named as Pulumi names them. */
export const CODE_FILE = "__index.js";
export const HANDLER = "__index.handler";

/**
 * The file for a factory that is called once, at INIT, and gives the handler. Pulumi's default packaging ships
 * node_modules (58 MB, 5,000 files); what a handler really reaches is some hundred kilobytes (docs/decisions/0003).
 */
export async function bundle(factory: () => unknown): Promise<string> {
  const { text } = await pulumi.runtime.serializeFunction(factory, {
    isFactoryFunction: true,
    exportName: "handler",
  });
  const { outputFiles } = await build({
    stdin: { contents: text, resolveDir: process.cwd(), sourcefile: CODE_FILE, loader: "js" },
    bundle: true,
    minify: true,
    platform: "node",
    target: "node20",
    // Serialised code stands in `with` blocks, which strict mode and ES modules do not know.
    format: "cjs",
    tsconfigRaw: {},
    legalComments: "none",
    write: false,
    logLevel: "silent",
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error("esbuild wrote no file.");
  return file.text;
}
