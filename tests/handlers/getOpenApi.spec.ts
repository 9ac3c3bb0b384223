import { expect } from "chai";
import { SECURITY_HEADERS } from "../../api/securityHeaders";
import { getOpenApi } from "../../handlers/getOpenApi";
import { request } from "../support/events";
import { memoryPorts } from "../support/memoryPorts";

describe("handlers/getOpenApi", () => {
  it("answers the document as it was given, for anybody to keep five minutes", async () => {
    const handle = getOpenApi(memoryPorts(), '{ "openapi": "3.0.3" }');
    expect(await handle(request("getOpenApi"))).to.deep.equal({
      statusCode: 200,
      headers: {
        ...SECURITY_HEADERS,
        "Cache-Control": "public, max-age=300",
        "Content-Type": "application/json",
      },
      body: '{ "openapi": "3.0.3" }',
    });
  });
});
