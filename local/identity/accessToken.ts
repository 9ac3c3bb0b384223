/** The claims of an access token for a machine: it has no audience, `client_id` says whose it is. */
import { randomUUID } from "node:crypto";
import type { JWTPayload } from "jose";
import type { Grant } from "./grant";
import type { UserPool } from "./userPools";

/** https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html */
export function accessToken({ issuer }: UserPool, { client, scopes }: Grant, now = Date.now()): JWTPayload {
  const iat = Math.floor(now / 1000);
  return {
    sub: client.id,
    token_use: "access",
    scope: scopes.join(" "),
    auth_time: iat,
    iss: issuer,
    exp: iat + client.tokenSeconds,
    iat,
    version: 2,
    jti: randomUUID(),
    client_id: client.id,
  };
}
