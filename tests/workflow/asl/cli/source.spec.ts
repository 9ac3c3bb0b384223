/** What is no definition because it is no JSON and no YAML, and what is only just one. */
import { expect } from "chai";
import { assert, asyncProperty, constantFrom, jsonValue, string, uint8Array } from "fast-check";
import { readSource, sourceOf, type Source } from "../../../../workflow/asl/cli/source";
import { stringify } from "yaml";

const bytes = (text: string): Uint8Array => Buffer.from(text);
const read = (name: string, text: string): Promise<Source> => sourceOf(name, bytes(text));

/** `LINE:COLUMN [rule] message` of what is wrong. */
const faults = (source: Source): readonly string[] =>
  source.kind === "unreadable"
    ? [source.reason]
    : source.problems.map(({ line, column, rule, message }) => `${line}:${column} [${rule}] ${message}`);

const JSON_FAULTS: readonly (readonly [holds: string, text: string, fault: string])[] = [
  ["something after the end", '{"a":1}x', "1:8 [file/syntax] expected the end of the file, found x"],
  ["two values", "{}\n{}", "2:1 [file/syntax] expected the end of the file, found {"],
  ["a comma too many", '{\n"a":1,\n}', "3:1 [file/syntax] expected a name in double quotes, found }"],
  ["a comma too few", '{"a":1 "b":2}', '1:8 [file/syntax] expected a comma, found "b"'],
  ["a name without quotes", "{a:1}", "1:2 [file/syntax] expected JSON, found a"],
  ["no colon", '{"ä😀" 1}', "1:8 [file/syntax] expected a colon, found 1"],
  ["an object without an end", '{"a":1', "1:7 [file/syntax] expected }, found the end of the file"],
  ["a line break in a string", '{"a":"b\nc"}', '1:6 [file/syntax] expected the end of the string, found "b'],
  [
    "an escape that is none",
    '{"a":"\\x"}',
    '1:6 [file/syntax] expected a character that can be escaped, found "\\x"',
  ],
  ["a comment without an end", "{} /*", "1:4 [file/syntax] expected the end of the comment, found /*"],
  ["no number", '{"a":NaN}', "1:6 [file/syntax] expected JSON, found NaN"],
  [
    "a number beyond all",
    '{"a":1e999}',
    "1:6 [file/number] expected a number that JSON can hold, found 1e999",
  ],
  ["nothing", " \n ", "1:1 [file/empty] expected a definition, found nothing"],
  ["only a comment", "// nothing", "1:11 [file/syntax] expected a value, found the end of the file"],
  [
    "a name twice",
    '{"a":1,\n "a":2}',
    '2:2 [file/duplicate-key] expected each name once in an object, found "a" again (also on line 1)',
  ],
];

const YAML_FAULTS: readonly (readonly [holds: string, text: string, fault: RegExp])[] = [
  [
    "a tab as indentation",
    "a:\n\tb: 1",
    /^2:1 \[file\/syntax\] expected YAML, found a fault: Tabs are not allowed/,
  ],
  ["mappings in one line", "a: b: c", /^1:4 \[file\/syntax\] expected YAML, found a fault: Nested mappings/],
  ["two documents", "a: 1\n---\nb: 1", /^2:1 \[file\/syntax\] expected one document, found another$/],
  ["an alias of nothing", "a: *x", /^1:4 \[file\/syntax\] expected an anchor &x before this, found none$/],
  [
    "an alias inside itself",
    "a: &x [*x]",
    /^1:8 \[file\/syntax\] expected a value that ends, found \*x inside itself$/,
  ],
  ["a list as a name", "? [a]\n: 1", /^1:3 \[file\/syntax\] expected a name, found a list or an object$/],
  ["a merge of no object", "<<: 1", /^1:1 \[file\/syntax\] expected objects to merge, found another value$/],
  ["a name twice", "a: 1\nb: 2\na: 3", /^3:1 \[file\/duplicate-key\] .* found "a" again \(also on line 1\)$/],
  ["infinity", "a: .inf", /^1:4 \[file\/number\] expected a number that JSON can hold, found \.inf$/],
  [
    "a tag of nobody",
    "a: !foo 1",
    /^1:9 \[file\/tag\] expected a tag of CloudFormation or none, found !foo$/,
  ],
  ["a binary", "a: !!binary aGk=", /^1:13 \[file\/tag\] .* found tag:yaml\.org,2002:binary$/],
  ["only a comment", "# nothing", /^1:1 \[file\/empty\] expected a definition, found nothing$/],
];

describe("source: JSON", () => {
  for (const [holds, text, fault] of JSON_FAULTS)
    it(`finds ${holds}, once`, async () => {
      expect(faults(await read("a.json", text))).to.deep.equal([fault]);
    });

  it("is read as JSON.parse reads it", async () => {
    await assert(
      asyncProperty(jsonValue(), constantFrom(0, 1, "\t"), async (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const source = await read("a.json", text);
        expect(source.kind === "read" && source.json).to.deep.equal(JSON.parse(text));
      }),
    );
  });

  it("is nothing that JSON.parse refuses", async () => {
    await assert(
      asyncProperty(string({ unit: constantFrom(...'{}[]",:1-.e0\\untrue/ '.split("")) }), async (text) => {
        if (text.includes("/")) return;
        const isJson = (() => {
          try {
            JSON.parse(text);
            return true;
          } catch {
            return false;
          }
        })();
        const source = await read("a.json", text);
        expect(source.kind === "read").to.equal(isJson, text);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("source: YAML", () => {
  for (const [holds, text, fault] of YAML_FAULTS)
    it(`finds ${holds}, once`, async () => {
      const found = faults(await read("a.yaml", text));
      expect(found).to.have.length(1);
      expect(found[0]).to.match(fault);
    });

  it("is what was written", async () => {
    await assert(
      asyncProperty(jsonValue(), async (value) => {
        const json = JSON.parse(JSON.stringify(value)) as unknown;
        const source = await read("a.yml", stringify({ json }));
        expect(source.kind === "read" && source.json).to.deep.equal({ json });
      }),
    );
  });

  it("has names that are strings, and merges", async () => {
    const source = await read("a.yml", "base: &b {x: 1, y: 2}\n200: ok\nnull: no\nmore: {<<: *b, y: 3}\n");
    expect(source.kind === "read" && source.json).to.deep.equal({
      base: { x: 1, y: 2 },
      200: "ok",
      null: "no",
      more: { x: 1, y: 3 },
    });
  });
});

describe("source: what a file is", () => {
  for (const [name, text, isRead] of [
    ["a.json", "a: 1", false],
    ["a.JSONC", "{} // x", true],
    ["a.asl.json", "{}", true],
    ["a.yaml", "{a: 1}", true],
    ["a.asl", "a: 1", true],
    ["a.asl", "/* x */ {}", true],
    ["a.txt", "{a: 1}", false],
    ["-", "# x\na: 1", true],
  ] as const)
    it(`is ${isRead ? "read" : "refused"}: ${name} with ${JSON.stringify(text)}`, async () => {
      expect((await read(name, text)).kind === "read").to.equal(isRead);
    });

  it("is UTF-8, with or without a byte order mark", async () => {
    expect((await read("a.json", "\ufeff{}")).kind).to.equal("read");
    expect(faults(await read("a.json", '\ufeff{"a":1,"a":2}'))[0]).to.match(/^1:8 \[file\/duplicate-key\]/);
    const utf16 = Buffer.from("\ufeff{}", "utf16le");
    expect(faults(await sourceOf("a.json", utf16))).to.deep.equal([
      "1:1 [file/encoding] expected text in UTF-8, found UTF-16",
    ]);
    expect(faults(await sourceOf("a.json", Buffer.from('{\n "ä":1}', "latin1")))).to.deep.equal([
      "2:3 [file/encoding] expected text in UTF-8, found other bytes",
    ]);
    expect(faults(await read("a.json", "{\0}"))).to.deep.equal([
      "1:2 [file/encoding] expected text in UTF-8, found a NUL byte",
    ]);
  });

  it("is no more than 4 MiB: the rest is not read", async () => {
    let given = 0;
    async function* endless(): AsyncIterable<Uint8Array> {
      for (; ; given += 65_536) {
        await Promise.resolve();
        yield new Uint8Array(65_536);
      }
    }
    expect(faults(await readSource("-", { stdin: endless() }))).to.deep.equal([
      "1:1 [file/size] expected at most 4194304 bytes, found more",
    ]);
    expect(given).to.be.lessThan(5_000_000);
  });

  for (const [holds, name, text] of [
    ["deep lists", "a.json", "[".repeat(100_000)],
    ["deep lists in YAML", "a.yaml", "[".repeat(100_000)],
    [
      "deep maps in YAML",
      "a.yaml",
      Array.from({ length: 2_000 }, (_, level) => `${" ".repeat(level)}a:\n`).join(""),
    ],
    [
      "a chain of aliases",
      "a.yaml",
      `k0: &a0 [1]\n${Array.from({ length: 1_000 }, (_, index) => `k${index + 1}: &a${index + 1} [*a${index}]\n`).join("")}`,
    ],
  ] as const)
    it(`is not too deep: ${holds}`, async () => {
      expect(faults(await read(name, text)).join()).to.match(
        /^\d+:\d+ \[file\/depth\] expected at most 500 levels/,
      );
    });

  it("is no bomb of aliases", async () => {
    const bomb = Array.from(
      { length: 20 },
      (_, index) =>
        `k${index}: &a${index} [${"*a".repeat(0)}${
          index === 0
            ? '"lol"'
            : Array(10)
                .fill(`*a${index - 1}`)
                .join(", ")
        }]\n`,
    );
    expect(faults(await read("a.yaml", bomb.join("")))[0]).to.match(
      /\[file\/size\] .* with its aliases written out, found more$/,
    );
  });

  it("is read in linear time, however often a name comes again", async () => {
    const names = Array.from({ length: 100_000 }, (_, index) => `k${index % 50_000}: 1\n`).join("");
    const begin = Date.now();
    expect(faults(await read("a.yaml", names))).to.have.length(50_000);
    expect(Date.now() - begin).to.be.lessThan(20_000);
  });

  it("is never the end of the process, whatever bytes it has", async () => {
    await assert(
      asyncProperty(
        uint8Array({ maxLength: 200 }),
        constantFrom("a.json", "a.yaml", "-"),
        async (content, name) => {
          expect((await sourceOf(name, content)).kind).to.be.oneOf(["read", "faulty"]);
        },
      ),
      { numRuns: 1_000 },
    );
    await assert(
      asyncProperty(
        string({ unit: constantFrom(..."&*a:[]{}-? |>!#\n\t\"'%@`1".split("")) }),
        async (text) => {
          expect((await read("a.yaml", text)).kind).to.be.oneOf(["read", "faulty"]);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});
