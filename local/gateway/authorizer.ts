/**
 * Who may call, by a token of a user pool, as a Cognito authorizer of a REST API decides.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html
 */
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet, type JWTPayload } from "jose";

/** What the document says of one operation. */
export interface Authorizer {
  /** Of the request, in lower case. */
  readonly header: string;
  /** User pools. */
  readonly providerArns: readonly string[];
  /** One of them is enough. Without any, an ID token is wanted in place of an access token. */
  readonly scopes: readonly string[];
}

export type Claims = Readonly<Record<string, string>>;

export type Decision = { readonly claims: Claims } | { readonly refused: "UNAUTHORIZED" | "ACCESS_DENIED" };

export type Authorise = (authorizer: Authorizer, header: string | undefined) => Promise<Decision>;

/** A pool as the authorizer sees it: by what anybody may know. */
export interface TrustedPool {
  readonly arn: string;
  readonly issuer: string;
  readonly keys: JSONWebKeySet;
}

export function authoriser(pools: readonly TrustedPool[]): Authorise {
  const known = pools.map(({ arn, issuer, keys }) => ({ arn, issuer, key: createLocalJWKSet(keys) }));
  return async ({ providerArns, scopes }, header = "") => {
    const token = header.replace(/^Bearer +/i, "").trim();
    const tries = known
      .filter(({ arn }) => providerArns.includes(arn))
      .map(({ issuer, key }) =>
        jwtVerify(token, key, { issuer, algorithms: ["RS256"], requiredClaims: ["exp"] }).then(
          ({ payload }) => payload,
          () => undefined,
        ),
      );
    const claims = (await Promise.all(tries)).find((payload) => payload !== undefined);
    if (claims?.["token_use"] !== (scopes.length > 0 ? "access" : "id")) return { refused: "UNAUTHORIZED" };
    const granted = typeof claims["scope"] === "string" ? claims["scope"].split(" ") : [];
    // Whether AWS refuses with 401 or 403 could not be settled.
    if (scopes.length > 0 && !scopes.some((scope) => granted.includes(scope)))
      return { refused: "ACCESS_DENIED" };
    return { claims: asTexts(claims) };
  };
}

/** All claims are texts to a function, and two of the times are dates. */
const asTexts = (claims: JWTPayload): Claims =>
  Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, asText(name, value)]));

function asText(name: string, value: unknown): string {
  if (["exp", "iat"].includes(name)) return javaDate(Number(value));
  if (Array.isArray(value)) return value.map(String).join(",");
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

/** `Wed Jun 20 21:05:19 UTC 2018`, from seconds. */
function javaDate(seconds: number): string {
  const [day = "", date, month, year, time] = new Date(seconds * 1000).toUTCString().split(" ");
  return [day.replace(",", ""), month, date, time, "UTC", year].join(" ");
}
