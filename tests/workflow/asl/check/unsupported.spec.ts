import { expect } from "chai";
import { check } from "../../../../workflow/asl/check";
import { changed, expectProblems } from "./machines";

describe("check of what it does not know yet", () => {
  it("names JSONPath, said or by default, and reads no field of its states", () => {
    const state = { "/States/Bad": { Type: "Fail", ErrorPath: "$.error" } };
    expectProblems({ ...state, "/QueryLanguage": "JSONPath" }, ["/QueryLanguage unsupported"]);
    expectProblems({ ...state, "/QueryLanguage": undefined }, [" unsupported"]);
  });

  it("names a single state in JSONPath", () => {
    expectProblems({ "/States/Good": { Type: "Succeed", QueryLanguage: "JSONPath", InputPath: "$" } }, [
      "/States/Good/QueryLanguage unsupported",
    ]);
  });

  it("reads a single state in JSONata", () => {
    expectProblems(
      {
        "/QueryLanguage": "JSONPath",
        "/States/Good": { Type: "Succeed", QueryLanguage: "JSONata", InputPath: "$" },
      },
      ["/QueryLanguage unsupported", "/States/Good/InputPath shape/foreign-field"],
    );
  });

  for (const type of ["Map", "Parallel", "Pass", "Wait"])
    it(`names a ${type}, and follows where it leads`, () => {
      expectProblems({ "/States/Decide": { Type: type, Next: "Good" } }, ["/States/Decide/Type unsupported"]);
      expectProblems({ "/States/Decide": { Type: type, Next: "Godo" } }, [
        "/States/Decide/Next graph/target",
        "/States/Decide/Type unsupported",
      ]);
    });

  it("names Assign and Credentials", () => {
    for (const pointer of [
      "/States/Ask/Assign",
      "/States/Ask/Catch/0/Assign",
      "/States/Ask/Credentials",
      "/States/Decide/Assign",
      "/States/Decide/Choices/0/Assign",
    ])
      expectProblems({ [pointer]: { a: 1 } }, [`${pointer} unsupported`]);
    expect(check(changed({ "/States/Ask/Assign": { a: 1 } })).map(({ message }) => message)).to.deep.equal([
      'Assign is not checked yet, found {"a":1}',
    ]);
  });

  it("refuses Assign where the language has none", () => {
    expectProblems({ "/States/Good/Assign": { a: 1 } }, ["/States/Good/Assign shape/unknown-field"]);
  });
});
