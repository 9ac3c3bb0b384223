import { expect } from "chai";
import { definition, deploy } from "./harness";

describe("a Fail state", () => {
  it("ends the execution with its Error and Cause, which may be expressions", async () => {
    const Error = "{% 'Not' & $states.input.what %}";
    const { description } = await deploy(
      definition({ Stop: { Type: "Fail", Error, Cause: "{% $states.context.State.Name %}" } }),
    ).execute({ what: "Found" });
    expect(description).to.include({ status: "FAILED", error: "NotFound", cause: "Stop" });
  });

  it("needs neither", async () => {
    const { description } = await deploy(definition({ Stop: { Type: "Fail" } })).execute();
    expect(description.status).to.equal("FAILED");
    expect(description).not.to.have.any.keys("error", "cause", "output");
  });
});
