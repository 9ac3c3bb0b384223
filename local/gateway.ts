/** API Gateway: the REST API that the program registered, on a port of the loopback interface. */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { APIGatewayProxyEvent } from "aws-lambda";
import type { MayInvoke } from "./functionPermissions";
import type { Api, Route } from "./gateway/document";
import { arrival, type Arrival } from "./gateway/arrival";
import type { Authorise, Decision } from "./gateway/authorizer";
import { isBinary, proxyEvent } from "./gateway/event";
import type { GatewayAnswer, ResponseKind } from "./gateway/gatewayResponses";
import { send, sendRaw } from "./gateway/http";
import { proxyAnswer, type ProxyAnswer } from "./gateway/proxyAnswer";
import { findRoute, type Match } from "./gateway/routes";
import { bucket } from "./gateway/throttling";
import type { Lambda } from "./lambda";
import { listen, readBody, type LoopbackServer } from "./loopback";
import { writeHop } from "./traces/header";
import { gatewaySegment, type OnSegment } from "./traces/segments";

type Answer = ProxyAnswer | GatewayAnswer;

/** A response of the gateway's own, with a message in place of the usual one. */
type Refuse = (kind: ResponseKind, message?: string) => GatewayAnswer;

/** Of a body, and of a request's line and headers, in bytes
 *  (https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html). */
const MAX_BODY = 10_485_760;
const MAX_HEADERS = 10_240;

export interface Serving {
  readonly authorise: Authorise;
  readonly mayInvoke: MayInvoke;
}

export interface GatewayOptions extends Serving {
  readonly lambda: Pick<Lambda, "invoke">;
  /** 0 picks a free one. */
  readonly port: number;
  readonly onSegment?: OnSegment;
}

export interface Gateway extends LoopbackServer {
  /** From the next request on this is the API: a deployment of it to the stage. */
  update(api: Api, serving: Serving): void;
}

/** Serves the API without its stage in the path, as a custom domain name does. */
export async function startGateway(api: Api, options: GatewayOptions): Promise<Gateway> {
  let onRequest = serve(api, options);
  const server = createServer({ maxHeaderSize: MAX_HEADERS });
  const pass = (request: IncomingMessage, response: ServerResponse) => {
    onRequest(request, response);
  };
  server.on("request", pass);
  server.on("checkContinue", (request, response) => {
    // Who announces too much is refused before it is sent.
    if (Number(request.headers["content-length"] ?? 0) <= MAX_BODY) response.writeContinue();
    pass(request, response);
  });
  // The gateway does not pass Expect on, whatever it expects.
  server.on("checkExpectation", pass);
  server.on("clientError", ({ code }: NodeJS.ErrnoException, socket) => {
    const status = (code !== undefined && UNREADABLE[code]) || 400;
    sendRaw(socket, api.responses.answer("DEFAULT_4XX", { requestId: randomUUID() }, { status }));
  });
  return {
    ...(await listen(server, options.port)),
    update: (next, serving) => {
      onRequest = serve(next, { ...options, ...serving });
    },
  };
}

/** What is done with a request to this API. */
function serve(
  api: Api,
  { lambda, authorise, mayInvoke, onSegment = () => undefined }: GatewayOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  const { throttling } = api;
  const buckets = throttling && new Map(api.routes.map((route) => [route, bucket(throttling)]));
  const isThrottled = (route: Route) => buckets?.get(route)?.() === false;

  return (request, response) => {
    const from = arrival(request, api.traced);
    response.setHeader("x-amzn-RequestId", from.requestId);
    response.setHeader("x-amz-apigw-id", from.extendedRequestId);
    response.setHeader("X-Amzn-Trace-Id", writeHop(from.hop));
    const integrations: Integration[] = [];
    handle(from, integrations)
      .then((answer) => {
        if (api.traced && from.hop.sampled) onSegment(segmentOf(api, from, answer.status, integrations[0]));
        send(response, answer);
      })
      // The client went away, or the stack stops: there is nobody to answer.
      .catch(() => request.destroy());
  };

  /** Notes the call of the function, if it comes to that. */
  async function handle(from: Arrival, integrations: Integration[]): Promise<Answer> {
    const match = isWellEncoded(from) ? findRoute(api.routes, from.method, from.path) : undefined;
    const context = contextOf(api, from, match);
    const { accept } = from.request.headers;
    const refuse: Refuse = (kind, message) => api.responses.answer(kind, context, { message, accept });
    if (!isWellEncoded(from)) return refuse("BAD_REQUEST_PARAMETERS");
    if (!match) return refuse("MISSING_AUTHENTICATION_TOKEN");
    const body = await readBody(from.request, MAX_BODY);
    if (isThrottled(match.route)) return refuse("THROTTLED");
    if (!body) return refuse("REQUEST_TOO_LARGE");
    const decision = await decide(match, from);
    if ("refused" in decision) return refuse(decision.refused);
    const event = proxyEvent(api, match, from, body, decision.claims);
    const missing = missingParameters(match, event);
    if (missing.length > 0)
      return refuse("BAD_REQUEST_PARAMETERS", `Missing required request parameters: [${missing.join(", ")}]`);
    const source = `${api.executionArn}/${api.stage}/${match.route.method}${match.route.path}`;
    if (!mayInvoke("apigateway.amazonaws.com", match.route.functionArn, source))
      return refuse("API_CONFIGURATION_ERROR");
    const began = Date.now();
    const { answer, failed } = await integrate(match, event, from, refuse);
    const functionName = match.route.functionArn.split(":").pop() ?? "";
    integrations.push({ functionName, failed, from: began, to: Date.now() });
    return answer;
  }

  async function decide({ route }: Match, { request }: Arrival): Promise<Decision | Anybody> {
    if (!route.authorizer) return { claims: undefined };
    const header = request.headers[route.authorizer.header];
    return authorise(route.authorizer, [header].flat().join());
  }

  async function integrate(
    { route }: Match,
    event: APIGatewayProxyEvent,
    from: Arrival,
    refuse: Refuse,
  ): Promise<{ readonly answer: Answer; readonly failed: boolean }> {
    const failing = (kind: ResponseKind) => ({ answer: refuse(kind), failed: true });
    try {
      const invocation = lambda.invoke(route.functionArn, JSON.stringify(event), writeHop(from.hop));
      const outcome = await within(route.timeoutMs, invocation);
      if (!outcome) return failing("INTEGRATION_TIMEOUT");
      const decodes = isBinary(api, from.request.headers.accept?.split(",")[0]);
      const answer = "payload" in outcome ? proxyAnswer(outcome.payload, decodes) : undefined;
      return answer ? { answer, failed: false } : failing("INTEGRATION_FAILURE");
    } catch (error) {
      const tooLarge = error instanceof Error && error.name === "RequestTooLargeException";
      return failing(tooLarge ? "REQUEST_TOO_LARGE" : "API_CONFIGURATION_ERROR");
    }
  }
}

interface Anybody {
  readonly claims: undefined;
}

/** The call of a function; times in milliseconds since 1970. */
interface Integration {
  readonly functionName: string;
  readonly failed: boolean;
  readonly from: number;
  readonly to: number;
}

const segmentOf = (api: Api, from: Arrival, status: number, integration: Integration | undefined) =>
  gatewaySegment({
    hop: from.hop,
    caller: from.caller,
    api: { ...api, accountId: accountOf(api) },
    requestId: from.requestId,
    method: from.method,
    url: `http://${from.request.headers.host ?? ""}${from.path}`,
    status,
    at: { from: from.at, to: Date.now() },
    ...(integration && { integration }),
  });

/** Status codes for what Node could not read; anything else is 400. */
const UNREADABLE: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

function isWellEncoded({ path, query }: Arrival): boolean {
  try {
    decodeURIComponent(path + query);
    return true;
  } catch {
    return false;
  }
}

const accountOf = ({ executionArn }: Api): string => executionArn.split(":")[4] ?? "";

const contextOf = (api: Api, from: Arrival, match: Match | undefined) => ({
  accountId: accountOf(api),
  apiId: api.id,
  domainName: from.request.headers.host ?? "",
  extendedRequestId: from.extendedRequestId,
  httpMethod: from.method,
  "identity.sourceIp": from.request.socket.remoteAddress ?? "",
  "identity.userAgent": from.request.headers["user-agent"] ?? "",
  path: from.path,
  protocol: `HTTP/${from.request.httpVersion}`,
  requestId: from.requestId,
  requestTime: new Date(from.at).toUTCString(),
  requestTimeEpoch: String(from.at),
  resourcePath: match?.route.path ?? "",
  stage: api.stage,
  xrayTraceId: from.hop.root,
});

/** Names of the parameters that the document requires and the request does not have. */
function missingParameters({ route }: Match, event: APIGatewayProxyEvent): readonly string[] {
  const header = (name: string) =>
    Object.keys(event.headers).some((key) => key.toLowerCase() === name.toLowerCase());
  const has = (parameter: Match["route"]["requiredParameters"][number]) => {
    if (parameter.in === "header") return header(parameter.name);
    return parameter.in !== "query" || (event.queryStringParameters?.[parameter.name] ?? "") !== "";
  };
  return route.requiredParameters.filter((parameter) => !has(parameter)).map(({ name }) => name);
}

/** What the work answers, or nothing after that many milliseconds; the work itself goes on. */
async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, milliseconds, undefined);
  });
  return Promise.race([work, late]).finally(() => {
    clearTimeout(timer);
  });
}
