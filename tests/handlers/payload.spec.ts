import { expect } from "chai";
import { assertKnownVersion } from "../../handlers/payload";
import { ID } from "../support/process";

describe("handlers/payload", () => {
  it("takes payloads of version 1", () => {
    expect(() => {
      assertKnownVersion({ v: 1, incidentId: ID });
    }).to.not.throw();
  });

  for (const v of [2, 0, "1", undefined])
    it(`refuses one of version ${JSON.stringify(v)}, and says what to do`, () => {
      expect(() => {
        assertKnownVersion({ v, incidentId: ID });
      })
        .to.throw(
          `${ID}: payloads of version 1 are known, and this one is of version ${JSON.stringify(v)}: ` +
            "deploy a commit that knows it, and redrive the execution.",
        )
        .with.property("name", "UnknownPayloadVersion");
    });
});
