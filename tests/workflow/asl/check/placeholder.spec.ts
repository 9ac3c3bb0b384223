import { expect } from "chai";
import { found, machine, only } from "./machines";

describe("check of a template", () => {
  it("leaves a value that is written in before it is deployed alone", () => {
    for (const value of ["${Arn}", { "Fn::GetAtt": ["Function", "Arn"] }, { Ref: "Function" }])
      expect(found(only({ Type: "Task", Resource: value })), JSON.stringify(value)).to.deep.equal([]);
    expect(found(only({ Type: "Wait", Seconds: "${Seconds}" }))).to.deep.equal([]);
    expect(found(only({ Type: "Pass", InputPath: "${Path}" }))).to.deep.equal([]);
    const parameters = { "a.$": "States.Format('${Stage}-{}', $.a)", "b.$": "${Path}" };
    expect(found(only({ Type: "Pass", Parameters: parameters }))).to.deep.equal([]);
  });

  it("leaves a state alone that is named when it is deployed, and those that it may lead to", () => {
    const states = { A: { Type: "Pass", Next: "${Next}" }, B: { Type: "Pass", End: true } };
    expect(found(machine(states))).to.deep.equal([]);
    expect(found({ StartAt: "${Start}", States: { B: states.B } })).to.deep.equal([]);
    expect(found(machine(states), { strict: true })).to.deep.equal(["/States/A/Next graph/target"]);
  });

  it("leaves a function alone whose name is written in with blanks and quotes", () => {
    const Resource = "arn:aws:lambda:${aws:region}:${aws:accountId}:function:${opt:stage, 'dev'}-ask";
    expect(found(only({ Type: "Task", Resource }))).to.deep.equal([]);
  });

  it("reads what is none of these", () => {
    for (const value of ["Seconds", "${Seconds", "$Seconds", { Get: 1 }, { Ref: "a", Other: 1 }])
      expect(found(only({ Type: "Wait", Seconds: value })), JSON.stringify(value)).to.deep.equal([
        "/States/Only/Seconds shape/value",
      ]);
  });

  it("reads everything as it stands when it is strict: nothing is written in any more", () => {
    const wait = machine({ Only: { Type: "Wait", Seconds: "${Seconds}", End: true } });
    expect(found(wait, { strict: true })).to.deep.equal(["/States/Only/Seconds shape/value"]);
  });
});
