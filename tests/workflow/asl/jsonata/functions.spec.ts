import { expect } from "chai";
import { readFileSync } from "node:fs";
import { FUNCTIONS } from "../../../../workflow/asl/jsonata";
import jsonata = require("jsonata");

const OF_AWS = ["hash", "parse", "partition", "range", "uuid"];

/** The functions of jsonata 2.0.6 with their signatures, as they stand in its source; two are defined elsewhere. */
const SIGNATURES: readonly (readonly [string, string])[] = [
  ...[
    ...readFileSync(require.resolve("jsonata"), "utf8").matchAll(
      /staticFrame\.bind\('(\w+)', defineFunction\([\w.]+, '<(.*)>'\)\)/g,
    ),
  ].map(([, name = "", signature = ""]) => [name, signature] as const),
  ["now", "s?s?:s"],
  ["millis", ":n"],
];

/** A value of each type of a signature. */
const VALUES: Readonly<Record<string, string>> = {
  ...{ a: "[1]", s: "'1'", n: "1", b: "true", o: "{}", f: "$string", j: "1", x: "1" },
  ...{ "(sf)": "'1'", "(nsb)": "1", "(oa)": "{}" },
};

/** The parameters of a signature, each with its mark: `-` context, `?` optional, `+` more. */
function parametersOf(signature: string): readonly { type: string; mark: string }[] {
  const [parameters = ""] = signature.replace(/<[^>]*>+/g, "").split(":");
  return [...parameters.matchAll(/(\(\w+\)|\w)([-?+]?)/g)].map(([, type = "", mark = ""]) => ({
    type,
    mark,
  }));
}

describe("functions of JSONata", () => {
  it("are those of jsonata 2.0.6 without $eval, and those of AWS", () => {
    const known = SIGNATURES.map(([name]) => name).filter((name) => name !== "eval");
    expect([...FUNCTIONS.keys()].sort()).to.deep.equal([...known, ...OF_AWS].sort());
  });

  it("take as many arguments as jsonata accepts, and no other number", async () => {
    for (const [name, signature] of SIGNATURES) {
      const found = FUNCTIONS.get(name);
      // AWS has no $eval, and a $random of its own, which takes a seed.
      if (found === undefined || name === "random") continue;
      const { least, most } = found;
      const parameters = parametersOf(signature);
      for (let count = 0; count <= parameters.length + 1; count += 1) {
        // Without the first argument where the context value stands for it.
        const skipped = count < least + parameters.filter(({ mark }) => mark === "-").length ? "-" : "";
        const taken = parameters.filter(({ mark }) => skipped === "" || mark !== "-");
        const given = Array.from({ length: count }, (_, index) => VALUES[taken[index]?.type ?? "x"]);
        const call = `$${name}(${given.join(", ")})`;
        const code = await jsonata(call)
          .evaluate(undefined)
          .then(
            () => undefined,
            (error: unknown) => (error as { code?: string }).code,
          );
        expect(code === "T0410", `${call} of ${signature}`).to.equal(count < least || count > most);
      }
    }
  });

  it("say with how many arguments the context value stands for the first", () => {
    const { substring, uppercase, string, map } = Object.fromEntries(FUNCTIONS);
    expect([substring, uppercase, string, map].map((found) => found?.withoutContext)).to.deep.equal([
      2, 1, 1, 2,
    ]);
  });
});
