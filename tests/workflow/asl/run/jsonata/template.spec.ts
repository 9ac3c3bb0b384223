import { expect } from "chai";
import { fill } from "../../../../../workflow/asl/run/jsonata/template";

describe("templates", () => {
  it("are filled at any depth, each expression with its place; keys and all else stand for themselves", () => {
    const places: [string, string][] = [];
    const filled = fill(
      { "{% key %}": ["plain", "{% one %}", { b: "{% two %}" }], c: null, d: 1, e: false },
      "Arguments",
      (expression, at) => {
        places.push([expression, at]);
        return { value: expression };
      },
    );
    expect(filled).to.deep.equal({
      "{% key %}": ["plain", { value: "one" }, { b: { value: "two" } }],
      c: null,
      d: 1,
      e: false,
    });
    expect(places).to.deep.equal([
      ["one", "Arguments/{% key %}[1]"],
      ["two", "Arguments/{% key %}[2]/b"],
    ]);
  });
});
