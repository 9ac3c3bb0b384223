/**
 * Cognito's endpoints on a port of the loopback interface: `POST /oauth2/token`, which in AWS is below the domain of
 * the pool, and `GET /{pool}/.well-known/jwks.json`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listen, readBody, type LoopbackServer } from "../loopback";
import { accessToken } from "./accessToken";
import { grant } from "./grant";
import { newSigner, type Signer } from "./signer";
import type { UserPool } from "./userPools";

const TOKEN_PATH = "/oauth2/token";
const KEYS_PATH = /^\/([^/]+)\/\.well-known\/jwks\.json$/;

/** Of a request for a token, in bytes. */
const MAX_BODY = 16_384;

export interface Issuer extends LoopbackServer {
  readonly pools: readonly SigningPool[];
  /** Of the first client that may have tokens of its own. */
  readonly identity: Identity | undefined;
  /** From now on these are the pools; one that was there before keeps its key. */
  update(registered: readonly UserPool[]): Promise<void>;
}

export interface Identity {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** As the pool's tokens name it. */
  readonly issuer: string;
  /** Signs claims with the pool's key, whatever they are: for tests. */
  readonly sign: Signer["sign"];
}

export type SigningPool = UserPool & Signer;

export async function startIssuer(registered: readonly UserPool[]): Promise<Issuer> {
  let pools: readonly SigningPool[] = [];
  const update = async (next: readonly UserPool[]) => {
    pools = await Promise.all(
      next.map(async (pool) => {
        const { keys, sign } = pools.find(({ arn }) => arn === pool.arn) ?? (await newSigner());
        return { ...pool, keys, sign };
      }),
    );
  };
  await update(registered);
  const server = createServer((request, response) => {
    const { method = "", url = "" } = request;
    const [path = ""] = url.split("?");
    const keys = pools.find(({ id }) => id === KEYS_PATH.exec(path)?.[1])?.keys;
    if (keys !== undefined)
      if (["GET", "HEAD"].includes(method)) answer(response, 200, keys);
      else answer(response, 405, { message: "Keys can only be read: GET." });
    else if (path !== TOKEN_PATH)
      answer(response, 404, {
        message: `Tokens are at ${TOKEN_PATH}, keys at /{user pool}/.well-known/jwks.json.`,
      });
    else if (method !== "POST") answer(response, 405, { message: "A token is asked for with POST." });
    else token(request, response).catch(() => request.destroy());
  });

  async function token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { authorization, "content-type": contentType } = request.headers;
    const body = (await readBody(request, MAX_BODY))?.toString();
    if (body === undefined) {
      response.setHeader("Connection", "close");
      answer(response, 413, { message: `A request for a token has at most ${MAX_BODY} bytes.` });
      return;
    }
    const clients = pools.filter(({ signIn }) => signIn).flatMap((each) => each.clients);
    const granted = grant(clients, { authorization, contentType, body });
    const pool = "client" in granted && pools.find((one) => one.clients.includes(granted.client));
    if (!("client" in granted) || !pool) {
      answer(response, 400, granted);
      return;
    }
    answer(response, 200, {
      access_token: await pool.sign(accessToken(pool, granted)),
      expires_in: granted.client.tokenSeconds,
      token_type: "Bearer",
    });
  }

  const listening = await listen(server, 0);
  return {
    ...listening,
    get pools() {
      return pools;
    },
    get identity() {
      return identityOf(pools, `${listening.url}${TOKEN_PATH}`);
    },
    update,
  };
}

function identityOf(pools: readonly SigningPool[], tokenUrl: string): Identity | undefined {
  const [first] = pools
    .filter(({ signIn }) => signIn)
    .flatMap(({ clients, issuer, sign }) =>
      clients.flatMap(({ id, secret, machine }) =>
        machine && secret !== undefined
          ? [{ tokenUrl, clientId: id, clientSecret: secret, issuer, sign }]
          : [],
      ),
    );
  return first;
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" });
  response.end(JSON.stringify(body));
}
