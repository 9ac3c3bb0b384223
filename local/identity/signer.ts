/** The key of a user pool. */
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  SignJWT,
  type JSONWebKeySet,
  type JWTPayload,
} from "jose";

export interface Signer {
  /** The public half. */
  readonly keys: JSONWebKeySet;
  /** Signs whatever the claims are, also such as no pool would issue; `header` adds to alg and kid, or changes kid. */
  readonly sign: (claims: JWTPayload, header?: Readonly<Record<string, string>>) => Promise<string>;
}

const ALGORITHM = "RS256";

export async function newSigner(): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM);
  const key = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(key);
  return {
    keys: { keys: [{ ...key, kid, alg: ALGORITHM, use: "sig" }] },
    sign: (claims, header = {}) =>
      new SignJWT(claims).setProtectedHeader({ kid, ...header, alg: ALGORITHM }).sign(privateKey),
  };
}
