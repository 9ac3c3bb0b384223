/**
 * What a client may have for what it sends to the token endpoint.
 * Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Client } from "./userPools";

export type GrantError =
  "invalid_client" | "invalid_grant" | "invalid_request" | "invalid_scope" | "unsupported_grant_type";

export interface Grant {
  readonly client: Client;
  readonly scopes: readonly string[];
}

export interface TokenRequest {
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

const GRANT_TYPES = ["authorization_code", "client_credentials", "refresh_token"];

export function grant(clients: readonly Client[], request: TokenRequest): Grant | { error: GrantError } {
  const form = formOf(request);
  const grantType = form?.get("grant_type");
  if (!form || grantType === undefined) return { error: "invalid_request" };
  if (!GRANT_TYPES.includes(grantType)) return { error: "unsupported_grant_type" };
  const client = authenticated(clients, credentialsOf(request, form));
  if (!client) return { error: "invalid_client" };
  // Nobody signs in on this machine: every code and refresh token is one that was never given.
  if (grantType !== "client_credentials" || !client.machine) return { error: "invalid_grant" };
  const asked = (form.get("scope") ?? "").split(" ").filter((scope) => scope !== "");
  if (!asked.every((scope) => client.scopes.includes(scope))) return { error: "invalid_scope" };
  return { client, scopes: asked.length > 0 ? [...new Set(asked)] : client.scopes };
}

type Form = ReadonlyMap<string, string>;

/** Nothing where it is no form, or says something twice (https://www.rfc-editor.org/rfc/rfc6749#section-3.2). */
function formOf({ contentType, body }: TokenRequest): Form | undefined {
  if (contentType?.split(";")[0]?.trim().toLowerCase() !== "application/x-www-form-urlencoded")
    return undefined;
  const entries = [...new URLSearchParams(body)];
  const form = new Map(entries);
  return form.size === entries.length ? form : undefined;
}

interface Credentials {
  readonly id: string;
  readonly secret: string | undefined;
}

/** The header goes before the body. */
function credentialsOf({ authorization }: TokenRequest, form: Form): Credentials {
  const inBody = { id: form.get("client_id") ?? "", secret: form.get("client_secret") };
  if (authorization === undefined) return inBody;
  const encoded = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization)?.[1] ?? "";
  const [id = "", ...secret] = Buffer.from(encoded, "base64").toString().split(":");
  return { id: inBody.id === "" || inBody.id === id ? id : "", secret: secret.join(":") };
}

/** A client without a secret is who it says it is. */
function authenticated(clients: readonly Client[], { id, secret }: Credentials): Client | undefined {
  const client = clients.find((one) => one.id === id);
  return isSame(secret ?? "", client?.secret ?? "") && client ? client : undefined;
}

/** In a time that does not tell how much of it is right. */
const isSame = (a: string, b: string) => timingSafeEqual(digest(a), digest(b));

const digest = (text: string) => createHash("sha256").update(text).digest();
