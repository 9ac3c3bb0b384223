/** Who gets in: every route, asked by everybody, by the access that the route table gives it. */
import { isDeepStrictEqual } from "node:util";
import { expect } from "chai";
import { exportSPKI, importJWK, SignJWT, UnsecuredJWT, type JSONWebKeySet, type JWTPayload } from "jose";
import { ROUTES, type Access, type OperationId } from "../../api/routes";
import type { Identity } from "../../local/identity/issuer";
import { newSigner, type Signer } from "../../local/identity/signer";
import type { Stack } from "../../local/stack";
import { accessToken, answers, client, REPORT, type Answer, type Client } from "./client";
import { stackWith } from "./stacks";

/** The incidents that the requests are about, and what their students have. */
interface Scene {
  /** Of the second attempt, to which an invitation was sent again; the first one was revoked. */
  readonly code: string;
  readonly revoked: string;
  readonly ofAnotherAttempt: string;
  readonly ofAnotherIncident: string;
  readonly closed: string;
  readonly deadline: string;
  /** Of the attempt that is submitted. */
  readonly submission: Readonly<Record<string, string>>;
}

interface Request {
  readonly path: string;
  readonly body?: unknown;
  /** Whose version must stay the same where the request is refused. */
  readonly incident: string;
}

const OPEN = "access-open";
const CLOSED = "access-closed";
const ERASED = "access-erased";
const REASON = "Reported in error.";

/** One good request of each route: it may be sent again and again. */
const REQUESTS: Readonly<Record<OperationId, (scene: Scene) => Request>> = {
  reportIncident: () => ({ path: `/incidents/${OPEN}`, body: REPORT, incident: OPEN }),
  getIncident: () => ({ path: `/incidents/${OPEN}`, incident: OPEN }),
  listIncidents: () => ({ path: "/incidents?status=awaiting-exam", incident: OPEN }),
  withdrawIncident: () => ({
    path: `/incidents/${CLOSED}/withdrawal`,
    body: { reason: REASON },
    incident: CLOSED,
  }),
  inviteAgain: () => ({ path: `/incidents/${OPEN}/attempts/2/invitation`, body: {}, incident: OPEN }),
  moveDeadline: ({ deadline }) => ({
    path: `/incidents/${OPEN}/attempts/2/deadline`,
    body: { deadline },
    incident: OPEN,
  }),
  exportStudent: () => ({
    path: "/student-records",
    body: { studentId: REPORT.studentId },
    incident: OPEN,
  }),
  erasePerson: () => ({ path: `/incidents/${ERASED}/person`, incident: ERASED }),
  getPaper: () => ({ path: `/incidents/${OPEN}/attempts/2/paper`, incident: OPEN }),
  submitAttempt: ({ submission }) => ({
    path: `/incidents/${OPEN}/attempts/2`,
    body: { answers: submission },
    incident: OPEN,
  }),
  getOpenApi: () => ({ path: "/openapi.json", incident: OPEN }),
};

/** What may be said of a token that the pool's own key has signed. */
interface Tokens {
  readonly identity: Identity;
  readonly people: string;
  readonly claims: JWTPayload;
  readonly publicKeys: JSONWebKeySet;
  /** Of another pool. */
  readonly another: Signer;
}

interface Role {
  readonly who: string;
  /** The Authorization header. */
  readonly header: (tokens: Tokens, scene: Scene) => Promise<string> | string | undefined;
  /** Scopes of a token that the API takes. */
  readonly scopes?: readonly string[];
  /** What a route answers where it wants a scope that the role has not; 401 unless something else is said. */
  readonly refused?: readonly number[];
  /** What a route answers that wants the exam code; 404 unless something else is said. */
  readonly asStudent?: number;
  /** The path of the request for students, where it is about another attempt. */
  readonly at?: (path: string) => string;
}

const READ = "resit/incidents.read";
const WRITE = "resit/incidents.write";

/** Whether AWS refuses a token without the scope with 401 or 403 could not be settled. */
const WITHOUT_SCOPE = [401, 403];

const signed =
  (change: JWTPayload) =>
  async ({ identity, claims }: Tokens) =>
    `Bearer ${await identity.sign({ ...claims, ...change })}`;

const machine =
  (...scopes: readonly string[]) =>
  async ({ identity }: Tokens) =>
    `Bearer ${await accessToken(identity, ...scopes)}`;

const ROLES: readonly Role[] = [
  { who: "nobody", header: () => undefined },
  { who: "an empty token", header: () => "Bearer " },
  { who: "a malformed token", header: () => "Bearer a.b.c" },
  { who: "another scheme", header: ({ identity }) => `Basic ${btoa(`${identity.clientId}:x`)}` },
  { who: "a token that was changed", header: changed },
  { who: "an expired token", header: signed({ iat: 1_700_000_000, exp: 1_700_003_600 }) },
  { who: "a token without an end", header: withoutEnd },
  { who: "a token of another issuer", header: signed({ iss: "https://issuer.example" }) },
  {
    who: "a token of another client of the pool",
    header: signed({ client_id: "another-client", sub: "another-client" }),
    refused: [403],
  },
  { who: "a token of another pool", header: ofAnotherPool },
  { who: "a token signed with another key under the name of the pool's", header: withAnotherKey },
  {
    who: "an ID token",
    header: async ({ identity, people, claims }) =>
      `Bearer ${await identity.sign({ ...without(claims, "client_id"), token_use: "id", aud: people })}`,
  },
  {
    who: "a token with alg none",
    header: ({ claims }) => `Bearer ${new UnsecuredJWT(claims).encode()}`,
  },
  { who: "a token signed with the public key as a secret", header: withConfusedKey },
  { who: "a token without a scope", header: signed({ scope: "" }), refused: WITHOUT_SCOPE },
  {
    who: "a token with scopes of another resource server",
    header: signed({ scope: "other/incidents.read other/incidents.write incidents.read incidents.write" }),
    refused: WITHOUT_SCOPE,
  },
  { who: "a machine that may read", header: machine(READ), scopes: [READ], refused: WITHOUT_SCOPE },
  { who: "a machine that may write", header: machine(WRITE), scopes: [WRITE], refused: WITHOUT_SCOPE },
  { who: "a machine that may do both", header: machine(READ, WRITE), scopes: [READ, WRITE] },
  {
    who: "a person",
    header: async (tokens) =>
      signed({ client_id: tokens.people, sub: "0d7f2a6c-person", username: "officer" })(tokens),
    scopes: [READ, WRITE],
  },
  { who: "the student of this attempt", header: (_, { code }) => `Bearer ${code}`, asStudent: 200 },
  {
    who: "the student of another attempt",
    header: (_, { ofAnotherAttempt }) => `Bearer ${ofAnotherAttempt}`,
  },
  {
    who: "the student of another incident",
    header: (_, { ofAnotherIncident }) => `Bearer ${ofAnotherIncident}`,
  },
  {
    who: "the student of a closed attempt",
    header: (_, { closed }) => `Bearer ${closed}`,
    asStudent: 410,
    at: (path) => path.replace(`${OPEN}/attempts/2`, `${CLOSED}/attempts/1`),
  },
  { who: "whoever has a revoked code", header: (_, { revoked }) => `Bearer ${revoked}` },
];

/** The payload of a good token with more in it, under the signature of the good one. */
async function changed({ identity, claims }: Tokens): Promise<string> {
  const [header = "", , signature = ""] = (await identity.sign({ ...claims, scope: READ })).split(".");
  const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
  return `Bearer ${[header, payload, signature].join(".")}`;
}

async function withoutEnd({ identity, claims }: Tokens): Promise<string> {
  return `Bearer ${await identity.sign(without(claims, "exp"))}`;
}

async function ofAnotherPool({ identity, claims, another }: Tokens): Promise<string> {
  return `Bearer ${await another.sign({ ...claims, iss: `${identity.issuer}Another` })}`;
}

async function withAnotherKey({ claims, publicKeys, another }: Tokens): Promise<string> {
  return `Bearer ${await another.sign(claims, { kid: publicKeys.keys[0]?.kid ?? "" })}`;
}

async function withConfusedKey({ claims, publicKeys }: Tokens): Promise<string> {
  const [jwk = { kty: "RSA" }] = publicKeys.keys;
  const key = await importJWK(jwk, "RS256");
  if (key instanceof Uint8Array) throw new Error("The pool's key is not a public key.");
  const secret = new TextEncoder().encode(await exportSPKI(key));
  const header = { alg: "HS256", kid: jwk.kid ?? "" };
  return `Bearer ${await new SignJWT(claims).setProtectedHeader(header).sign(secret)}`;
}

/** What the cell says: the status codes that the answer may have. */
function expected(
  access: Access,
  { scopes = [], refused = [401], asStudent = 404 }: Role,
): readonly number[] {
  if (access === "examCode") return [asStudent];
  if ("public" in access || scopes.includes(`resit/${access.scope}`)) return [200];
  return refused;
}

const without = (record: Readonly<Record<string, unknown>>, ...names: readonly string[]) =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));

/** The answer without what is each request's own. */
function withoutIds({ status, headers, text }: Answer): unknown {
  const problem = without(JSON.parse(text) as Record<string, unknown>, "requestId", "traceId");
  const own = ["date", "x-amz-apigw-id", "x-amzn-requestid", "x-amzn-trace-id"];
  return {
    status,
    headers: [...headers].filter(([name]) => !own.includes(name)),
    // As text: the order counts.
    problem: JSON.stringify(problem),
    length: text.length,
  };
}

async function scene(api: Client): Promise<Scene> {
  await Promise.all([OPEN, CLOSED, ERASED, "access-another"].map((id) => api.report(id)));
  const [closed, another] = await Promise.all([api.paper(CLOSED, 1), api.paper("access-another", 1)]);
  await Promise.all([api.withdraw(CLOSED, REASON), api.withdraw(ERASED, REASON)]);
  const erased = await api.send("DELETE", `/incidents/${ERASED}/person`);
  expect(erased.status, erased.text).to.equal(200);
  const first = await api.paper(OPEN, 1);
  await api.sit(OPEN, 1, false);
  const second = await api.paper(OPEN, 2);
  const again = await api.send("POST", `${second.path}/invitation`, { body: { revoke: true } });
  expect(again.status, again.text).to.equal(200);
  const newest = await api.until("the invitation after the revocation", async () =>
    (await api.outbox()).find(
      ({ incidentId, attempt, event, examCode }) =>
        incidentId === OPEN && attempt === 2 && event === "exam-invitation" && examCode !== second.code,
    ),
  );
  return {
    code: newest.examCode,
    revoked: second.code,
    ofAnotherAttempt: first.code,
    ofAnotherIncident: another.code,
    closed: closed.code,
    deadline: newest.deadline,
    submission: answers(second.paper, false),
  };
}

async function tokens(stack: Stack): Promise<Tokens> {
  const { identity } = stack;
  if (identity === undefined) throw new Error("The stack has no client for machines.");
  const { clientId, issuer, tokenUrl } = identity;
  const people = stack.resources.find(
    ({ type, id }) => type === "aws:cognito/userPoolClient:UserPoolClient" && id !== clientId,
  );
  const keys = await fetch(new URL(`/${issuer.split("/").pop() ?? ""}/.well-known/jwks.json`, tokenUrl));
  const now = Math.floor(Date.now() / 1000);
  return {
    identity,
    people: people?.id ?? "",
    another: await newSigner(),
    publicKeys: (await keys.json()) as JSONWebKeySet,
    claims: {
      sub: clientId,
      client_id: clientId,
      token_use: "access",
      scope: `${READ} ${WRITE}`,
      iss: issuer,
      iat: now,
      exp: now + 3_600,
    },
  };
}

describe("every route, asked by everybody", () => {
  let stack: Stack;
  let api: Client;
  let given: Tokens;
  let about: Scene;

  before(async function () {
    this.timeout(60_000);
    stack = await stackWith("1h");
    api = client(stack);
    [given, about] = await Promise.all([tokens(stack), scene(api)]);
  });

  /** What must stay as it is. */
  const kept = async (incident: string) => {
    const { text, headers } = await api.send("GET", `/incidents/${incident}`);
    return {
      text,
      version: headers.get("etag"),
      messages: stack.messages().filter(isAbout(incident)).length,
    };
  };
  const isAbout =
    (incident: string) =>
    ({ message }: { readonly message: unknown }) =>
      JSON.stringify(message).includes(incident);

  /** Ids of requests that the gateway refused, and of some that a function did. */
  const refusedBefore: string[] = [];
  const refusedInside: string[] = [];

  it("has a request here", () => {
    expect(Object.keys(REQUESTS)).to.have.members(ROUTES.map(({ operationId }) => operationId));
  });

  it("is asked with a token that is good but for what the role says", async () => {
    expect(given.people).to.not.equal("");
    const header = await signed({})(given);
    const { status } = await api.send("GET", `/incidents/${OPEN}`, { headers: { Authorization: header } });
    expect(status).to.equal(200);
  });

  for (const { operationId, method, access } of ROUTES)
    for (const role of ROLES) {
      const statuses = expected(access, role);
      const title = `${operationId} answers ${statuses.join(" or ")} to ${role.who}`;
      it(statuses[0] === 200 ? title : `${title}, as a problem, and changes nothing`, async () => {
        const { path, body, incident } = REQUESTS[operationId](about);
        const header = await role.header(given, about);
        const to = access === "examCode" && role.at ? role.at(path) : path;
        const ask = () =>
          api.send(method.toUpperCase(), to, {
            token: null,
            ...(body !== undefined && { body }),
            ...(header !== undefined && { headers: { Authorization: header } }),
          });
        if (statuses.includes(200)) {
          const { status, text } = await ask();
          expect(status, text).to.equal(200);
          return;
        }
        // Asked again where the machine has just gone on by itself.
        const answer = await api.until(`${title}, without a change,`, async () => {
          const before = await kept(incident);
          const refused = await ask();
          return isDeepStrictEqual(before, await kept(incident)) ? refused : undefined;
        });
        expect(answer.status, answer.text).to.be.oneOf([...statuses]);
        const problem = answer.body as Record<string, unknown>;
        const requestId = answer.headers.get("x-amzn-requestid");
        expect(answer.headers.get("content-type")).to.equal("application/problem+json");
        expect(problem["type"]).to.match(/^urn:resit:problem:[a-z-]+$/);
        expect(problem).to.include({ status: answer.status, requestId });
        expect(problem).to.include.all.keys("title", "detail", "traceId");
        expect(answer.headers.get("www-authenticate")).to.equal(answer.status === 401 ? "Bearer" : null);
        (statuses.includes(401) ? refusedBefore : refusedInside).push(requestId ?? "");
      });
    }

  it("whose token the gateway refuses, calls no function", async () => {
    const logged = (id: string) => stack.logs().some(({ line }) => line.includes(id));
    await api.until("the log lines of what functions refused", () =>
      Promise.resolve(refusedInside.every(logged) ? true : undefined),
    );
    expect(refusedBefore.length).to.be.greaterThan(100);
    expect(refusedBefore.filter(logged)).to.deep.equal([]);
  });

  it("tells a student of a wrong code, another incident and no such incident the same, byte for byte", async () => {
    const wrong = "A".repeat(32);
    for (const [method, rest, body] of [
      ["GET", "/paper", undefined],
      ["PUT", "", { answers: about.submission }],
    ] as const) {
      const attempts: readonly (readonly [path: string, code: string])[] = [
        [`${OPEN}/attempts/2`, wrong],
        [`${OPEN}/attempts/2`, about.ofAnotherIncident],
        [`${OPEN}/attempts/2`, about.ofAnotherAttempt],
        [`${OPEN}/attempts/2`, about.revoked],
        [`${OPEN}/attempts/3`, about.code],
        [`${OPEN}/attempts/4`, about.code],
        [`${CLOSED}/attempts/1`, about.code],
        ["access-nowhere/attempts/2", about.code],
        ["_/attempts/2", about.code],
        [`${ERASED}/attempts/1`, about.code],
      ];
      const [first, ...others] = await Promise.all(
        attempts.map(([path, code]) =>
          api.send(method, `/incidents/${path}${rest}`, { code, ...(body && { body }) }),
        ),
      );
      if (first === undefined) throw new Error("Nothing was asked.");
      expect(first.status, first.text).to.equal(404);
      for (const [index, other] of others.entries())
        expect(withoutIds(other), JSON.stringify(attempts[index + 1])).to.deep.equal(withoutIds(first));
    }
  });
});
