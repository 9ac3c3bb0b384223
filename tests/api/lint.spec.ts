/** The published document, read by others' eyes. */
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { expect } from "chai";
import { openApiDocument } from "../../api/openapi";

describe("OpenAPI: a strict linter", () => {
  // Examples are checked against their schemas by it, too.
  it("finds nothing in the published document", async () => {
    const config = await createConfig({ extends: ["recommended-strict"] });
    const problems = await lintFromString({ source: JSON.stringify(openApiDocument()), config });
    expect(
      problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer]),
    ).to.deep.equal([]);
  });

  it("finds an example that does not fit its schema", async () => {
    const config = await createConfig({ extends: ["recommended-strict"] });
    const source = JSON.stringify(openApiDocument()).replaceAll(
      '"email":"student@university.example"',
      '"email":7',
    );
    const problems = await lintFromString({ source, config });
    expect(problems.map(({ ruleId }) => ruleId)).to.include("no-invalid-media-type-examples");
  });
});
