/** Calls from pages of other origins (https://fetch.spec.whatwg.org/#http-cors-protocol): of those that are configured. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { header } from "./http";

type Handler = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

/** What a page may read of an answer beside its body. */
const EXPOSED = "ETag, Location, Retry-After, x-amzn-RequestId, X-Amzn-Trace-Id";
/** Seconds that a browser need not ask again; Chrome takes two hours at most. */
const MAX_AGE = "7200";

function allowed(event: APIGatewayProxyEvent, origins: readonly string[]): Readonly<Record<string, string>> {
  const origin = header(event, "origin");
  return origin !== undefined && origins.includes(origin)
    ? { "Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": EXPOSED }
    : {};
}

/** The handler, whose answers pages of these origins may read. Without origins, the handler itself. */
export const forPages = (origins: readonly string[], handler: Handler): Handler =>
  origins.length === 0
    ? handler
    : async (event) => {
        const answer = await handler(event);
        return { ...answer, headers: { ...answer.headers, ...allowed(event, origins), Vary: "Origin" } };
      };

/** OPTIONS: answers what a browser asks before it sends the request. */
export const preflight =
  (origins: readonly string[], methods: readonly string[]): Handler =>
  (event) => {
    const may = allowed(event, origins);
    const known = Object.keys(may).length > 0;
    return Promise.resolve({
      statusCode: 204,
      headers: {
        ...may,
        Vary: "Origin",
        ...(known && {
          "Access-Control-Allow-Methods": methods.join(", "),
          "Access-Control-Allow-Headers": "Authorization, Content-Type, If-None-Match",
          "Access-Control-Max-Age": MAX_AGE,
        }),
      },
      body: "",
    });
  };
