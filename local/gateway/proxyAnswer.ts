/** What a function answers, checked as a Lambda proxy integration does. */
import { isRecord } from "../inputs";

export interface ProxyAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
}

const MEMBERS = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];

/**
 * Nothing where the payload is a malformed proxy response. `decodes` says whether the client and the API agree on
 * binary bodies. Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function proxyAnswer(payload: string, decodes: boolean): ProxyAnswer | undefined {
  const answer: unknown = JSON.parse(payload);
  if (!isRecord(answer) || Object.keys(answer).some((key) => !MEMBERS.includes(key))) return undefined;
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = answer;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
  if (body !== undefined && body !== null && typeof body !== "string") return undefined;
  if (isBase64Encoded !== undefined && typeof isBase64Encoded !== "boolean") return undefined;
  const all = { ...singles(headers), ...lists(multiValueHeaders) };
  if (isMalformed(headers, isScalar) || isMalformed(multiValueHeaders, Array.isArray)) return undefined;
  return {
    status,
    headers: Object.fromEntries(
      Object.entries(all).flatMap(([name, value]) => {
        const kept = rename(name);
        return kept === undefined || !sendable(name, value) ? [] : [[kept, value] as const];
      }),
    ),
    body: isBase64Encoded === true && decodes ? Buffer.from(body ?? "", "base64") : (body ?? ""),
  };
}

const isScalar = (value: unknown) => ["string", "number", "boolean"].includes(typeof value);

const isMalformed = (headers: unknown, fits: (value: unknown) => boolean) =>
  headers !== undefined && headers !== null && !(isRecord(headers) && Object.values(headers).every(fits));

const singles = (headers: unknown) =>
  Object.fromEntries(
    Object.entries(isRecord(headers) ? headers : {}).map(([name, value]) => [name, String(value)]),
  );

const lists = (headers: unknown) =>
  Object.fromEntries(
    Object.entries(isRecord(headers) ? headers : {}).map(([name, values]) => [
      name,
      Array.isArray(values) ? values.map(String) : [],
    ]),
  );

/** Text that HTTP takes; the gateway drops the rest. */
const sendable = (name: string, value: string | readonly string[]) =>
  /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) &&
  [value].flat().every((text) => /^[\t\x20-\x7e\x80-\xff]*$/.test(text));

/** The gateway's own headers: a function's are renamed
 *  (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html). */
const REMAPPED = [
  "authorization",
  "connection",
  "content-length",
  "content-md5",
  "date",
  "host",
  "server",
  "user-agent",
  "www-authenticate",
  "x-amzn-requestid",
];
const DROPPED = [
  "expect",
  "keep-alive",
  "proxy-authenticate",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

function rename(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (DROPPED.includes(lower)) return undefined;
  return REMAPPED.includes(lower) ? `x-amzn-Remapped-${name}` : name;
}
