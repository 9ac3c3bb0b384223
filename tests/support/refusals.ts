/** Programs that must not compile: right ones with one thing changed, and what the compiler says. */
import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compile, type Diagnostic } from "./compile";

const ROOT = join(__dirname, "..", "..");

export interface Wrong {
  /** What holds: the test's title. */
  readonly refuses: string;
  /** Of a right program, from the root. */
  readonly path: string;
  /** Stands once in the right program. */
  readonly right: string;
  readonly wrong: string;
  /** The only line at which the compiler says anything, from its beginning. */
  readonly line: string;
  /** Other lines at which it does, because of the same mistake. */
  readonly besides?: readonly string[];
  /** Parts of what it says there. */
  readonly says: readonly string[];
}

function sourceOf(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** Beside the right one, so that its imports lead to the same files. */
const besides = (path: string, word: string) => path.replace(/\.ts$/, `.${word}.ts`);

function changed({ path, right, wrong }: Wrong): string {
  const [before, after, ...more] = sourceOf(path).split(right);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`${path} must have this once: ${right}`);
  return before + wrong + after;
}

/** Tests for each of them, and that the right ones compile. All are one program: it takes seconds to start one. */
export function itRefuses(wrongs: readonly Wrong[]): void {
  const paths = [...new Set(wrongs.map(({ path }) => path))];
  let diagnostics: ReadonlyMap<string, readonly Diagnostic[]>;
  before(() => {
    diagnostics = compile(
      Object.fromEntries([
        ...paths.map((path) => [besides(path, "right"), sourceOf(path)] as const),
        ...wrongs.map((each, index) => [besides(each.path, `wrong${index}`), changed(each)] as const),
      ]),
    );
  });

  for (const path of paths)
    it(`take ${path} as it is`, () => {
      expect(diagnostics.get(besides(path, "right"))).to.deep.equal([]);
    });

  for (const [index, { refuses, path, line, says, besides: others = [] }] of wrongs.entries())
    it(`refuse ${refuses}`, () => {
      const said = diagnostics.get(besides(path, `wrong${index}`)) ?? [];
      const expected = [line, ...others];
      const lines = said.map((each) => expected.find((start) => each.line.startsWith(start)) ?? each.line);
      expect([...new Set(lines)]).to.have.members(expected);
      const messages = said.map(({ message }) => message).join("\n");
      for (const part of says) expect(messages).to.include(part);
    });
}
