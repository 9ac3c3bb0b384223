/**
 * What the gateway answers by itself, as the document words it.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
import { read, type Reader } from "../inputs";

/** Kinds of responses that occur on this machine: default status, error type header, message. */
const KINDS = {
  ACCESS_DENIED: [403, "AccessDeniedException", "User is not authorized to access this resource"],
  API_CONFIGURATION_ERROR: [500, "InternalServerErrorException", "Internal server error"],
  BAD_REQUEST_PARAMETERS: [400, "BadRequestException", "Invalid request"],
  // Not a type of its own in AWS, where the edge refuses what is no HTTP before any API is known.
  DEFAULT_4XX: [400, "BadRequestException", "Bad Request"],
  INTEGRATION_FAILURE: [502, "InternalServerErrorException", "Internal server error"],
  INTEGRATION_TIMEOUT: [504, "InternalServerErrorException", "Endpoint request timed out"],
  MISSING_AUTHENTICATION_TOKEN: [403, "MissingAuthenticationTokenException", "Missing Authentication Token"],
  REQUEST_TOO_LARGE: [413, "RequestTooLargeException", "HTTP content length exceeded 10485760 bytes."],
  THROTTLED: [429, "TooManyRequestsException", "Too Many Requests"],
  UNAUTHORIZED: [401, "UnauthorizedException", "Unauthorized"],
} as const satisfies Readonly<Record<string, readonly [number, string, string]>>;

export type ResponseKind = keyof typeof KINDS;

/** `$context` variables, without `$context.`. */
export type ContextVariables = Readonly<Record<string, string>>;

export interface GatewayAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface GatewayResponses {
  /** `message` and `status` in place of the kind's own; the document's status wins. `accept` is the header. */
  answer(
    kind: ResponseKind,
    context: ContextVariables,
    about?: {
      readonly message?: string | undefined;
      readonly status?: number;
      readonly accept?: string | undefined;
    },
  ): GatewayAnswer;
}

const ANY_VARIABLE = /\$(?!context\.)|\$context\.([A-Za-z0-9.]*)/g;
const VARIABLE = /\$context\.([A-Za-z][A-Za-z0-9.]*)/g;

/** The variables that templates and headers may use; another one stops the start. */
const KNOWN = [
  "accountId",
  "apiId",
  "domainName",
  "error.message",
  "error.messageString",
  "error.responseType",
  "extendedRequestId",
  "httpMethod",
  "identity.sourceIp",
  "identity.userAgent",
  "path",
  "protocol",
  "requestId",
  "requestTime",
  "requestTimeEpoch",
  "resourcePath",
  "stage",
  "xrayTraceId",
];

/** `declared` is the document's `x-amazon-apigateway-gateway-responses`. */
export function gatewayResponses(declared: Reader): GatewayResponses {
  for (const kind of [...Object.keys(KINDS), "DEFAULT_5XX"]) checkVariables(kind, declared.record(kind));
  const none = read("gateway response", {});
  const of = (kind: string, status: number) =>
    [kind, status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX"]
      .filter((name) => declared.properties[name] !== undefined)
      .map((name) => declared.record(name))[0] ?? none;
  return {
    answer: (kind, context, { message, status, accept } = {}) => {
      const [defaultStatus, errorType, defaultMessage] = KINDS[kind];
      const response = of(kind, defaultStatus);
      const text = message ?? defaultMessage;
      const variables = {
        ...context,
        "error.message": text,
        "error.messageString": JSON.stringify(text),
        "error.responseType": kind,
      };
      const [type, template] = chooseTemplate(response.record("responseTemplates"), accept);
      return {
        status: statusCode(response) ?? status ?? defaultStatus,
        headers: {
          "Content-Type": type,
          "x-amzn-ErrorType": errorType,
          ...headers(response.record("responseParameters"), variables),
        },
        body: fill(template, variables),
      };
    },
  };
}

/** A number, or text as the documentation writes it. */
const statusCode = (response: Reader) =>
  typeof response.properties["statusCode"] === "string"
    ? Number(response.text("statusCode"))
    : response.optionalNumber("statusCode");

/** The template of a media type that the client names in Accept, otherwise that of JSON, otherwise the first. */
function chooseTemplate(templates: Reader, accept = ""): readonly [string, string] {
  const types = Object.keys(templates.properties);
  const wanted = accept.split(",").map((one) => one.split(";")[0]?.trim() ?? "");
  const type =
    wanted.find((one) => types.includes(one)) ?? types.find((one) => one === JSON_TYPE) ?? types[0];
  return type === undefined ? [JSON_TYPE, DEFAULT_TEMPLATE] : [type, templates.text(type)];
}

const JSON_TYPE = "application/json";
const DEFAULT_TEMPLATE = '{"message":$context.error.messageString}';

const HEADER = "gatewayresponse.header.";

/** Values are text in single quotes, or a context variable without its dollar sign. */
const headers = (parameters: Reader, variables: ContextVariables) =>
  Object.fromEntries(
    Object.keys(parameters.properties)
      .filter((key) => key.startsWith(HEADER))
      .map((key) => {
        const value = parameters.text(key);
        const text = /^'(.*)'$/.exec(value)?.[1] ?? fill(`$${value}`, variables);
        return [key.slice(HEADER.length), text] as const;
      }),
  );

const fill = (template: string, variables: ContextVariables) =>
  template.replace(VARIABLE, (_, name: string) => variables[name] ?? "");

/** Every variable of a response must be one that is filled in. */
function checkVariables(kind: string, response: Reader): void {
  const templates = Object.values(response.record("responseTemplates").properties).map(String);
  const parameters = Object.values(response.record("responseParameters").properties)
    .map(String)
    .filter((value) => !value.startsWith("'"))
    .map((value) => `$${value}`);
  for (const [found, name] of [...templates, ...parameters].flatMap((text) => [
    ...text.matchAll(ANY_VARIABLE),
  ]))
    if (name === undefined || !KNOWN.includes(name))
      throw new Error(
        `Gateway response ${kind}: ${found} is not filled in on this machine (known are $context.${KNOWN.join(", $context.")}).`,
      );
}
