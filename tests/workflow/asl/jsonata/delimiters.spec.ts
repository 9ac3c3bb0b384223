import { expect } from "chai";
import { expressionIn, mentionsDelimiter } from "../../../../workflow/asl/jsonata";

describe("delimiters of JSONata", () => {
  it("hold an expression, which is trimmed", () => {
    for (const text of ["{% 10 %}", "{%10%}", "{% \n10         %}"])
      expect(expressionIn(text)).to.equal("10");
    expect(expressionIn("{%%}")).to.equal("");
    expect(expressionIn("{% a %} and {% b %}")).to.equal("a %} and {% b");
  });

  for (const text of ["{% 1", "1 %}", " {% 1 %}", "{% 1 %} ", "{%", "{%}"])
    it(`are not right in ${JSON.stringify(text)}`, () => {
      expect(expressionIn(text)).to.equal(undefined);
      expect(mentionsDelimiter(text)).to.equal(true);
    });

  for (const text of ["", "100 % {sure}", "% }", "{ %", "say {% a %} now"])
    it(`are not meant in ${JSON.stringify(text)}`, () => {
      expect(expressionIn(text)).to.equal(undefined);
      expect(mentionsDelimiter(text)).to.equal(false);
    });
});
