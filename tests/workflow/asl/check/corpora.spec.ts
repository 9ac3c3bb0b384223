/** The definitions that others collected, in ../shared/asl beside this project: read, never copied. */
import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { check, type RuleId } from "../../../../workflow/asl/check";
import { CORPORA, describeCorpora } from "../../../support/corpora";

/** Reported although it is not in `invalid`, and why. */
const REPORTED: Readonly<Record<string, Expected>> = {
  // "" is no path: its index says so too, and the checker of AWS refuses it.
  "lambda-refarch-imagerecognition-workshop-additional-steps.json": [
    "jsonpath/path",
    "/States/ExtractImageMetadata/Catch/0/ResultPath",
  ],
};

type Expected = readonly [rule: RuleId, pointer: string];

/** The rule that each file of `invalid` breaks, and where; null where the specification allows it. */
const BROKEN: Readonly<Record<string, Expected | null>> = {
  "asl-validator-invalid-cfn-definition-substitutions.json": ["task/resource", "/States/X/Resource"],
  "asl-validator-invalid-choice-state-variable.json": [
    "jsonpath/path",
    "/States/ChoiceState/Choices/0/Variable",
  ],
  "asl-validator-invalid-dupe-fields.asl.json": [
    "jsonpath/template",
    "/States/PassState/Parameters/dynamic/conflict.$",
  ],
  "asl-validator-invalid-duplicate-fields.json": [
    "jsonpath/template",
    "/States/Publish to Slack/Parameters/slackMessage/channel.$",
  ],
  "asl-validator-invalid-error-equals-type.json": ["shape/value", "/States/Testing/Catch/0/ErrorEquals"],
  "asl-validator-invalid-exercise-ajv.asl.json": ["jsonpath/path", "/States/PassState/InputPath"],
  "asl-validator-invalid-fail-dupe-cause.json": ["shape/alternatives", "/States/Hello"],
  "asl-validator-invalid-fail-dupe-error.json": ["shape/alternatives", "/States/Hello"],
  "asl-validator-invalid-inexistant-state.json": ["graph/target", "/States/Start State/Next"],
  // Disputed in the index: white space inside {% … %} is an opinion of a tool, JSONata has any amount of it.
  "asl-validator-invalid-json-surround-syntax-extra-spaces.json": null,
  "asl-validator-invalid-jsonata-surround-syntax-no-spaces.json": null,
  "asl-validator-invalid-jsonata-fields.json": ["shape/foreign-field", "/States/EmptyState/Parameters"],
  "asl-validator-invalid-jsonata-surround-syntax-no-open.json": ["jsonata/delimiters", "/States/X/Output"],
  "asl-validator-invalid-jsonata-syntax-jsonpath-in-jsonata-surround.json": [
    "jsonata/syntax",
    "/States/X/Output",
  ],
  "asl-validator-invalid-map-distributed.asl.json": [
    "shape/alternatives",
    "/States/Map/ItemReader/ReaderConfig",
  ],
  "asl-validator-invalid-map-item-batcher-dupe-subfields.json": [
    "shape/alternatives",
    "/States/Map/ItemBatcher",
  ],
  "asl-validator-invalid-math-add.json": ["jsonpath/intrinsic", "/States/validate input/Parameters/foo.$"],
  "asl-validator-invalid-missing-terminal.json": ["graph/no-end", "/States/Hello World"],
  "asl-validator-invalid-next-with-end.json": ["shape/transition", "/States/Send SNS Message"],
  "asl-validator-invalid-parallel-branch-type.json": ["shape/value", "/States/A/Branches/0"],
  "asl-validator-invalid-parallel-ob-link.json": [
    "graph/scope",
    "/States/Parallel/Branches/1/States/ChoiceState/Choices/1/Next",
  ],
  "asl-validator-invalid-payload-template.asl.json": [
    "jsonpath/template",
    "/States/Hello, World/Parameters/lorem.$",
  ],
  "asl-validator-invalid-task-alias-function.json": ["task/function", "/States/MissingAlias/Resource"],
  // No JSON, so a text to the checker; where it stops being JSON the command line says.
  "j2119-trailing-garbage.json.txt": ["shape/value", ""],
  "statelint-backoff-with-backoffrate-between-0-and-1.json": ["shape/value", "/States/p/Retry/0/BackoffRate"],
  "statelint-backoff-with-backoffrate-negative.json": ["shape/value", "/States/p/Retry/0/BackoffRate"],
  "statelint-choice-with-resultpath.json": ["shape/foreign-field", "/States/p/ResultPath"],
  "statelint-choice-with-resultselector.json": ["shape/foreign-field", "/States/p/ResultSelector"],
  "statelint-empty-error-equals-on-catch.json": ["shape/value", "/States/p/Catch/0/ErrorEquals"],
  "statelint-fail-with-static-and-dynamic-cause.json": ["shape/alternatives", "/States/FailState"],
  "statelint-graph-missing-startat-target.json": ["graph/start", "/StartAt"],
  "statelint-graph-missing-terminal.json": ["graph/no-end", "/States/A"],
  // A fragment: its state has no Type, so that nothing says that it holds a machine.
  "statelint-graph-nested-problems.json": ["shape/state-type", "/States/x"],
  // A fragment: Retry belongs to a state, and this is none.
  "statelint-graph-states-all-not-alone.json": ["shape/foreign-field", "/Retry"],
  "statelint-invalid-function-invocation.json": ["jsonpath/intrinsic", "/States/p/ResultSelector/abc.$"],
  "statelint-map-with-itemprocessor-and-iterator.json": ["shape/alternatives", "/States/m"],
  "statelint-map-with-null-itemspath.json": ["shape/value", "/States/m/ItemsPath"],
  "statelint-map-with-parameters-and-itemselector.json": ["shape/alternatives", "/States/m"],
  "statelint-no-terminal.json": ["graph/no-end", "/States/FirstState"],
  "statelint-pass-with-intrinsic-function-inputpath.json": ["jsonpath/path", "/States/p/InputPath"],
  "statelint-succeed-with-parameters.json": ["shape/foreign-field", "/States/p/Parameters"],
  "statelint-succeed-with-resultpath.json": ["shape/foreign-field", "/States/p/ResultPath"],
  "statelint-succeed-with-resultselector.json": ["shape/foreign-field", "/States/p/ResultSelector"],
  "statelint-task-with-static-and-dynamic-heartbeat.json": ["shape/alternatives", "/States/p"],
  "statelint-task-with-static-and-dynamic-timeout.json": ["shape/alternatives", "/States/p"],
  "statelint-wait-with-parameters.json": ["shape/foreign-field", "/States/p/Parameters"],
  "statelint-wait-with-resultpath.json": ["shape/foreign-field", "/States/p/ResultPath"],
};

const verdict = (folder: string, file: string): readonly Expected[] =>
  check(parsed(join(CORPORA, folder, file))).map(({ rule, pointer }) => [rule, pointer] as const);

describeCorpora("check of the corpora", () => {
  for (const folder of ["seeds", "valid"])
    it(`finds nothing in ${folder}, but for what is listed here with its reason`, () => {
      const reported = filesOf(folder).flatMap((file) => {
        const problems = verdict(folder, file);
        return problems.length === 0 ? [] : [[file, problems]];
      });
      expect(reported).to.deep.equal(
        Object.entries(REPORTED).flatMap(([file, problem]) =>
          filesOf(folder).includes(file) ? [[file, [problem]]] : [],
        ),
      );
    });

  for (const file of filesOf("invalid"))
    it(`finds what is wrong with invalid/${file}, unless nothing is`, () => {
      const expected = BROKEN[file];
      expect(expected, "is in the list above").not.to.equal(undefined);
      if (expected) expect(verdict("invalid", file)).to.deep.include(expected);
      else expect(verdict("invalid", file)).to.deep.equal([]);
    });

  it("gives one message for what is no JSON", () => {
    expect(verdict("invalid", "j2119-trailing-garbage.json.txt")).to.have.lengthOf(1);
  });

  it("gives a verdict in the strict reading too, and changes nothing", () => {
    for (const folder of ["seeds", "valid", "invalid"])
      for (const file of filesOf(folder)) {
        const definition = parsed(join(CORPORA, folder, file));
        const before = JSON.stringify(definition);
        const problems = check(definition, { strict: true, type: "EXPRESS" });
        expect(JSON.stringify(definition), file).to.equal(before);
        expect(check(definition, { strict: true, type: "EXPRESS" }), file).to.deep.equal(problems);
      }
  });
});

function filesOf(folder: string): readonly string[] {
  return readdirSync(join(CORPORA, folder))
    .filter((file) => file !== "index.json")
    .sort();
}

/** One of the files is no JSON on purpose. */
function parsed(path: string): unknown {
  const text = readFileSync(path, "utf8");
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
