import { expect } from "chai";
import { definition, deploy } from "./harness";

describe("a Succeed state", () => {
  it("ends the execution with its input, or with what its Output says", async () => {
    const plain = await deploy(definition({ Done: { Type: "Succeed" } })).execute({ a: 1 });
    expect(plain.description.status).to.equal("SUCCEEDED");
    expect(plain.output).to.deep.equal({ a: 1 });
    const shaped = deploy(definition({ Done: { Type: "Succeed", Output: ["{% $states.input.a %}"] } }));
    expect((await shaped.execute({ a: 1 })).output).to.deep.equal([1]);
  });
});
