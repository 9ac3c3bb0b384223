import { expect } from "chai";
import { check } from "../../../../workflow/asl/check";
import { found, only } from "./machines";

const pass = (fields: object) => found(only({ Type: "Pass", ...fields }), { strict: true });
const jsonata = (Output: unknown) => pass({ QueryLanguage: "JSONata", Output });

describe("check of text that nobody evaluates", () => {
  for (const text of ["$.a", "$[0]", "$$.Execution.Id", "States.UUID()", "{% $states.input.a %}"]) {
    it(`refuses ${text} in JSONPath, but in a field whose name ends in .$`, () => {
      expect(pass({ Parameters: { deep: [{ a: text }] } })).to.deep.equal([
        "/States/Only/Parameters/deep/0/a shape/unevaluated",
      ]);
      expect(pass({ Result: { a: text } })).to.deep.equal(["/States/Only/Result/a shape/unevaluated"]);
    });

    it(`leaves ${text} alone where the check is not strict`, () => {
      expect(found(only({ Type: "Pass", Parameters: { a: text } }))).to.deep.equal([]);
    });
  }

  for (const text of ["$.a", "$states.input.a", "States.Format('{}', $.a)"])
    it(`refuses ${text} in JSONata, which has no delimiters`, () => {
      expect(jsonata({ "a.$": text })).to.deep.equal(["/States/Only/Output/a.$ shape/unevaluated"]);
    });

  it("accepts what only begins like a path", () => {
    for (const text of ["$", "$5", "$set", "US$ 5.00", "States of America", "States.md", ""]) {
      expect(pass({ Parameters: { a: text } }), text).to.deep.equal([]);
      expect(jsonata({ a: text }), text).to.deep.equal([]);
    }
  });

  it("accepts paths and expressions where they are evaluated", () => {
    expect(pass({ Parameters: { "a.$": "$.a", "b.$": "States.UUID()" } })).to.deep.equal([]);
    expect(jsonata({ a: "{% $states.input.a %}" })).to.deep.equal([]);
  });

  it("says how to have it evaluated", () => {
    const mend = (fields: object) => check(only({ Type: "Pass", ...fields }), { strict: true })[0]?.mend;
    expect(mend({ Parameters: { id: "$.order.id" } })).to.equal('Write "id.$".');
    expect(mend({ Parameters: { id: "{% $states.input.id %}" } })).to.equal(
      'Write "QueryLanguage": "JSONata" in the state, or a path.',
    );
    expect(mend({ QueryLanguage: "JSONata", Output: "$states.input.id" })).to.equal(
      'Write "{% $states.input.id %}".',
    );
  });
});
