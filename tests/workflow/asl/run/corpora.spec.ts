/** Machines that others wrote (`../shared/asl`, test data only): each of them comes to an end here, or is refused by name. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { run } from "../../../../workflow/asl/run";
import { seededRandom } from "../../../../workflow/asl/run/random";
import { failure } from "./harness";
import { CORPORA, describeCorpora } from "../../../support/corpora";

/** Where what is refused stands: no resource, a field that only a distributed Map has, a path that is none. */
const REFUSED = {
  seeds: {
    "lambda-refarch-imagerecognition-workshop-additional-steps.json":
      "/States/ExtractImageMetadata/Catch[0]/ResultPath:",
  },
  valid: {
    "asl-validator-valid-cfn-definition-substitutions.json": "/States/X/Resource:",
    "asl-validator-valid-map-noconfig.asl.json": "/States/Map/ItemReader:",
    "asl-validator-valid-map-tolerated.json": "/States/Map/ToleratedFailurePercentage:",
    "asl-validator-valid-map-with-item-batcher-jsonata.json":
      "/States/Map/ItemProcessor/States/LambdaTask/QueryLanguage:",
    "asl-validator-valid-task-credentials.json": "/States/X/Resource:",
    "asl-validator-valid-task-intrisic-function.json": "/States/GetAttResource/Resource:",
    "asl-validator-valid-task-parameters.json": "/States/X/Resource:",
  },
};

const machines = (folder: string): readonly (readonly [string, unknown])[] => {
  const path = join(CORPORA, folder);
  return readdirSync(path)
    .filter((file) => file.endsWith(".json") && file !== "index.json")
    .map((file) => [file, JSON.parse(readFileSync(join(path, file), "utf8")) as unknown]);
};

/** How it ended, or the reason why it does not run. */
const outcome = async (definition: unknown, seed: number): Promise<string> => {
  const random = seededRandom(seed);
  return run(definition, {
    random,
    input: { items: [1, 2], index: 1, status: "x" },
    items: {
      read: () => Promise.resolve("[1,2]"),
      list: () => Promise.resolve([]),
      write: () => Promise.resolve(),
    },
    tasks: () => (random() < 0.3 ? Promise.reject(failure("Mine")) : Promise.resolve({ n: random() })),
  }).then(
    ({ status, error = "" }) => `${status} ${error}`.trim(),
    (error: unknown) => {
      if (error instanceof Error && error.name === "InvalidDefinition") return error.message;
      throw error;
    },
  );
};

describeCorpora("the runner, on machines that others wrote", () => {
  for (const folder of ["seeds", "valid"] as const)
    it(`runs every machine of ${folder} to an end, but for what it refuses by name`, async () => {
      const refused: Record<string, string> = {};
      for (const [file, definition] of machines(folder))
        for (const seed of [1, 2]) {
          const end = await outcome(definition, seed);
          const [, fault] = /^Invalid State Machine Definition: ([^:]*:)/.exec(end) ?? [];
          if (fault !== undefined) refused[file] = fault;
        }
      expect(refused).to.deep.equal(REFUSED[folder]);
    });

  it("neither hangs nor crashes on what is invalid", async () => {
    for (const [, definition] of machines("invalid")) expect(await outcome(definition, 1)).to.be.a("string");
  });
});
