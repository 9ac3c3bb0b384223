import { expect } from "chai";
import { check, type CheckOptions } from "../../../../workflow/asl/check";
import { ARN, found, only, PASS } from "./machines";

const STRICT: CheckOptions = { strict: true };

const path = (InputPath: string, options?: CheckOptions) => found(only({ Type: "Pass", InputPath }), options);
const expression = (source: string) =>
  found(only({ Type: "Pass", QueryLanguage: "JSONata", Output: `{% ${source} %}` }));

describe("check of the context object", () => {
  for (const name of [
    ...["Execution.Id", "Execution.Input.any.thing", "Execution.Name", "Execution.RoleArn"],
    ...["Execution.StartTime", "Execution.RedriveCount", "Execution.RedriveTime", "State.EnteredTime"],
    ...["State.Name", "State.RetryCount", "StateMachine.Id", "StateMachine.Name"],
  ])
    it(`knows ${name}`, () => {
      expect(path(`$$.${name}`, STRICT)).to.deep.equal([]);
      expect(expression(`$states.context.${name}`)).to.deep.equal([]);
    });

  for (const name of ["Exection.Id", "execution.Id", "Execution.Nam", "StateMachine.ID", "State.Nme"])
    it(`refuses ${name}, which is nearly the name of a field`, () => {
      expect(path(`$$.${name}`)).to.deep.equal(["/States/Only/InputPath context/field"]);
      expect(expression(`$states.context.${name}`)).to.deep.equal(["/States/Only/Output context/field"]);
    });

  it("refuses any other in JSONata, and in JSONPath when it is strict", () => {
    expect(expression("$states.context.Account")).to.deep.equal(["/States/Only/Output context/field"]);
    expect(path("$$.Account")).to.deep.equal([]);
    expect(path("$$.Account", STRICT)).to.deep.equal(["/States/Only/InputPath context/field"]);
  });

  it("says what is there, and what was probably meant", () => {
    const [problem] = check(
      only({ Type: "Pass", Parameters: { "id.$": "States.Format('{}', $$.State.Nam)" } }),
    );
    expect(problem).to.deep.equal({
      pointer: "/States/Only/Parameters/id.$",
      rule: "context/field",
      message: "expected a field of $$.State (EnteredTime, Name, RetryCount), found Nam",
      mend: "Write $$.State.Name.",
      source: "https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html",
    });
  });

  it("refuses a token and an item in JSONPath where there are none, when it is strict", () => {
    for (const name of ["$$.Task.Token", "$$.Map.Item.Value"]) {
      expect(path(name)).to.deep.equal([]);
      expect(path(name, STRICT)).to.deep.equal(["/States/Only/InputPath jsonpath/not-here"]);
    }
  });

  it("knows the item in what a Map does with each, in its selector, its older Parameters and its batcher", () => {
    const map = (fields: object, inside: object = PASS) =>
      found(
        only({
          Type: "Map",
          ItemProcessor: {
            ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
            StartAt: "In",
            States: { In: inside },
          },
          ...fields,
        }),
        STRICT,
      );
    const item = {
      "item.$": "$$.Map.Item.Value",
      "index.$": "$$.Map.Item.Index",
      "from.$": "$$.Map.Item.Source",
    };
    expect(map({ ItemSelector: item })).to.deep.equal([]);
    expect(map({ Parameters: item })).to.deep.equal([]);
    expect(map({ ItemBatcher: { MaxItemsPerBatch: 1, BatchInput: item } })).to.deep.equal([]);
    expect(map({}, { ...PASS, Parameters: item })).to.deep.equal([]);
    expect(map({ ItemsPath: "$$.Map.Item.Value" })).to.deep.equal([
      "/States/Only/ItemsPath jsonpath/not-here",
    ]);
    expect(map({ ItemSelector: { "a.$": "$$.Map.Item.Idx" } })).to.deep.equal([
      "/States/Only/ItemSelector/a.$ context/field",
    ]);
  });

  it("knows the token of an activity, and of what waits for one", () => {
    const task = (Resource: string) =>
      found(
        only({ Type: "Task", Resource, TimeoutSeconds: 1, Parameters: { "t.$": "$$.Task.Token" } }),
        STRICT,
      );
    expect(task("arn:aws:states:eu-west-1:123456789012:activity:mark")).to.deep.equal([]);
    expect(task(ARN)).to.deep.equal(["/States/Only/Parameters/t.$ jsonpath/not-here"]);
  });
});
