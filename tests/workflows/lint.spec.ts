/** The workflows are what GitHub takes: its own language service reads them. */
import { expect } from "chai";
import { buildSync } from "esbuild";
import { PREPARE, WORKFLOWS } from "./files";
import { ROOT } from "../support/program";

interface Diagnostic {
  readonly message: string;
  readonly range: { readonly start: { readonly line: number } };
}
interface LanguageService {
  validate(document: unknown): Promise<readonly Diagnostic[]>;
  readonly TextDocument: { create(uri: string, language: string, version: number, text: string): unknown };
}

/** Bundled, because it imports JSON as only bundlers do. */
function languageService(): LanguageService {
  const { outputFiles } = buildSync({
    stdin: {
      contents:
        'export { validate } from "@actions/languageservice"; export { TextDocument } from "vscode-languageserver-textdocument";',
      resolveDir: ROOT,
    },
    bundle: true,
    platform: "node",
    format: "cjs",
    write: false,
    logLevel: "silent",
  });
  const module = { exports: {} };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- a CommonJS module
  new Function("module", "exports", "require", outputFiles[0]?.text ?? "")(module, module.exports, require);
  return module.exports as LanguageService;
}

describe("workflows, read by GitHub's language service", () => {
  let service: LanguageService;
  before(() => {
    service = languageService();
  });
  const problems = async (file: string, text: string) =>
    (await service.validate(service.TextDocument.create(`file:///${file}`, "yaml", 1, text))).map(
      ({ message, range }) => `${file}:${range.start.line + 1}: ${message}`,
    );

  for (const { file, text } of [...WORKFLOWS, PREPARE])
    it(`${file} has no fault`, async () => {
      expect(await problems(file, text)).to.deep.equal([]);
    });

  it("are refused for an event, a job, a name or a key that there is not", async () => {
    const text = [
      "on: pushh",
      "jobs:",
      "  a:",
      "    runs-on: ubuntu-24.04",
      "    steps:",
      "      - run: echo ${{ varss.a }}",
      "      - run: a",
      "        usess: b",
      "  b:",
      "    needs: c",
      "    runs-on: ubuntu-24.04",
      "    steps: [{ run: a }]",
      "",
    ].join("\n");
    expect(await problems("wrong.yml", text)).to.have.members([
      "wrong.yml:1: Unexpected value 'pushh'",
      "wrong.yml:6: Unrecognized named-value: 'varss'",
      "wrong.yml:8: Unexpected value 'usess'",
      "wrong.yml:10: Value 'c' is not valid",
      "wrong.yml:10: Job 'b' depends on unknown job 'c'.",
    ]);
  });
});
