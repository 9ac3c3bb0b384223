/** GET /openapi.json: the document that the gateway was made from, without what only AWS needs. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { answering } from "./http";
import type { Telemetry } from "./ports";

interface Ports {
  readonly telemetry: Telemetry;
}

/** `document` is JSON text. */
export const getOpenApi = (
  { telemetry }: Ports,
  document: string,
): ((event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>) =>
  answering("getOpenApi", telemetry, () =>
    Promise.resolve({ status: 200, headers: { "Cache-Control": "public, max-age=300" }, body: document }),
  );
