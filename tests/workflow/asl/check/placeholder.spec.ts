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
