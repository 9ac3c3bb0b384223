/** Compiles sources that are not on disk, with the project's own options, all in one program. */
import { join } from "node:path";
import ts = require("typescript");
import { typescriptProject } from "./project";

const ROOT = join(__dirname, "..", "..");

/** One message of the compiler. */
export interface Diagnostic {
  /** The text of the line at which it begins, without white space around it. */
  readonly line: string;
  readonly message: string;
}

/** In place of 3,000 files of types: nothing that is tested with this depends on what a resource looks like. */
const STUBBED = ["@pulumi/aws", "@pulumi/awsx"];
const STUBS = `
declare module "@pulumi/aws" {
  export namespace lambda { type Function = any; }
}
declare module "@pulumi/awsx";`;

/**
 * What the compiler says of each source. Keys are paths from the root, at which there is no file; imports are resolved
 * from there.
 */
export function compile(
  sources: Readonly<Record<string, string>>,
): ReadonlyMap<string, readonly Diagnostic[]> {
  const { options } = typescriptProject();
  const virtual = new Map(Object.entries(sources).map(([path, text]) => [join(ROOT, path), text]));
  virtual.set(join(ROOT, "stubs.d.ts"), STUBS);
  const program = ts.createProgram([...virtual.keys()], options, hostWith(virtual, options));
  return new Map(
    Object.keys(sources).map((path) => {
      const file = program.getSourceFile(join(ROOT, path));
      if (file === undefined) throw new Error(`The compiler did not read ${path}.`);
      const diagnostics = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
      return [path, diagnostics.map((each) => readable(file, each))] as const;
    }),
  );
}

function hostWith(virtual: ReadonlyMap<string, string>, options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  return {
    ...host,
    fileExists: (path) => virtual.has(path) || host.fileExists(path),
    readFile: (path) => virtual.get(path) ?? host.readFile(path),
    getSourceFile: (path, language, ...rest) => {
      const text = virtual.get(path);
      return text === undefined
        ? host.getSourceFile(path, language, ...rest)
        : ts.createSourceFile(path, text, language);
    },
    resolveModuleNameLiterals: (literals, file, redirected) =>
      literals.map(({ text }) =>
        STUBBED.includes(text)
          ? { resolvedModule: undefined }
          : ts.resolveModuleName(text, file, options, host, undefined, redirected),
      ),
  };
}

function readable(file: ts.SourceFile, { start, messageText }: ts.Diagnostic): Diagnostic {
  const { line } = file.getLineAndCharacterOfPosition(start ?? 0);
  return {
    line: file.text.split("\n")[line]?.trim() ?? "",
    message: ts.flattenDiagnosticMessageText(messageText, "\n"),
  };
}
