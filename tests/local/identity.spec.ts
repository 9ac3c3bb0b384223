import { expect } from "chai";
import { createLocalJWKSet, createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { accessToken } from "../../local/identity/accessToken";
import { startIssuer, type Issuer } from "../../local/identity/issuer";
import { newSigner } from "../../local/identity/signer";
import { userPools } from "../../local/identity/userPools";
import { parseRecord, type Properties, type Resource } from "../../local/inputs";
import { localProvider } from "../../local/provider";

const provider = localProvider({ accountId: "000000000000", region: "eu-west-1" });

const made = (type: string, name: string, inputs: Properties): Resource => {
  const { id, outputs } = provider.create(`aws:cognito/${type}`, name, inputs);
  return { type: `aws:cognito/${type}`, name, id, inputs, state: { ...inputs, ...outputs } };
};
const pool = made("userPool:UserPool", "officers", {});
const inPool = (type: string, name: string, inputs: Properties) =>
  made(type, name, { userPoolId: pool.id, ...inputs });
const domain = inPool("userPoolDomain:UserPoolDomain", "officers", { domain: "resit-officers" });
const server = inPool("resourceServer:ResourceServer", "api", {
  identifier: "shop",
  scopes: [{ scopeName: "read" }, { scopeName: "write" }],
});
const MACHINE = {
  generateSecret: true,
  allowedOauthFlows: ["client_credentials"],
  allowedOauthFlowsUserPoolClient: true,
  allowedOauthScopes: ["shop/read", "shop/write"],
  accessTokenValidity: 5,
  tokenValidityUnits: { accessToken: "minutes" },
};
const client = (name: string, inputs: Properties) => inPool("userPoolClient:UserPoolClient", name, inputs);
const machines = client("machines", MACHINE);
const people = client("people", { allowedOauthFlows: ["code"], allowedOauthScopes: ["openid", "shop/read"] });
const reader = client("reader", { ...MACHINE, allowedOauthScopes: ["shop/read"] });
const ALL = [pool, domain, server, machines, people, reader];

const secretOf = ({ state }: Resource) => String(state["clientSecret"]);
const basic = (id: string, secret: string) => ({
  Authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`,
});
const FORM = { "Content-Type": "application/x-www-form-urlencoded" };
const OFFICIAL = basic(machines.id, secretOf(machines));

describe("local/identity", () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await startIssuer(userPools(ALL));
  });
  after(() => issuer.stop());

  const ask = async (body: string, headers: Readonly<Record<string, string>> = {}, at = issuer.identity) => {
    const answer = await fetch(at?.tokenUrl ?? "", {
      method: "POST",
      headers: { ...FORM, ...headers },
      body,
    });
    return {
      status: answer.status,
      headers: answer.headers,
      body: parseRecord("Answer", await answer.text()),
    };
  };
  const claimsOf = async (body: Properties) => {
    const keys = createRemoteJWKSet(new URL(`${issuer.url}/${pool.id}/.well-known/jwks.json`));
    return jwtVerify(String(body["access_token"]), keys, { algorithms: ["RS256"] });
  };

  it("says what a machine needs: the token endpoint, and the first client with credentials of its own", () => {
    const { sign, ...rest } = issuer.identity ?? {};
    expect(sign).to.be.a("function");
    expect(rest).to.deep.equal({
      tokenUrl: `${issuer.url}/oauth2/token`,
      clientId: machines.id,
      clientSecret: secretOf(machines),
      issuer: `https://cognito-idp.eu-west-1.amazonaws.com/${pool.id}`,
    });
  });

  it("gives an access token with Cognito's claims, signed by the pool's published key", async () => {
    const before = Math.floor(Date.now() / 1000);
    const { status, headers, body } = await ask("grant_type=client_credentials", OFFICIAL);
    expect(status).to.equal(200);
    expect(headers.get("cache-control")).to.equal("no-store");
    expect(body).to.include({ token_type: "Bearer", expires_in: 300 });
    expect(body).to.have.all.keys("access_token", "token_type", "expires_in");
    const { payload, protectedHeader } = await claimsOf(body);
    expect(protectedHeader).to.have.all.keys("kid", "alg");
    expect(protectedHeader.alg).to.equal("RS256");
    const { iat = 0, auth_time, exp, jti, ...claims } = payload;
    expect(iat).to.be.within(before, Math.ceil(Date.now() / 1000));
    expect([auth_time, exp]).to.deep.equal([iat, iat + 300]);
    expect(jti).to.match(/^[0-9a-f-]{36}$/);
    expect(claims).to.deep.equal({
      sub: machines.id,
      token_use: "access",
      scope: "shop/read shop/write",
      iss: `https://cognito-idp.eu-west-1.amazonaws.com/${pool.id}`,
      version: 2,
      client_id: machines.id,
    });
  });

  it("takes the client's credentials in the body too, and the header before them", async () => {
    const own = `client_id=${machines.id}`;
    const inBody = `grant_type=client_credentials&${own}&client_secret=${secretOf(machines)}`;
    expect((await ask(inBody)).status).to.equal(200);
    expect((await ask(`grant_type=client_credentials&${own}`, OFFICIAL)).status).to.equal(200);
    expect((await ask(inBody, basic(machines.id, "x"))).body).to.deep.equal({ error: "invalid_client" });
    expect((await ask(inBody, OFFICIAL)).status).to.equal(200);
  });

  it("gives the scopes that are asked for, once each", async () => {
    const scopes = async (scope: string) => {
      const { body } = await ask(
        `grant_type=client_credentials&scope=${encodeURIComponent(scope)}`,
        OFFICIAL,
      );
      return (await claimsOf(body)).payload["scope"];
    };
    expect(await scopes("shop/write")).to.equal("shop/write");
    expect(await scopes("shop/write shop/read shop/write")).to.equal("shop/write shop/read");
    expect(await scopes("")).to.equal("shop/read shop/write");
  });

  const ofReader = basic(reader.id, secretOf(reader));
  const refused: readonly (readonly [string, string, string, Readonly<Record<string, string>>])[] = [
    ["no grant type", "invalid_request", "scope=shop%2Fread", OFFICIAL],
    [
      "no form",
      "invalid_request",
      "grant_type=client_credentials",
      { ...OFFICIAL, "Content-Type": "text/plain" },
    ],
    ["a parameter twice", "invalid_request", "grant_type=client_credentials&scope=a&scope=b", OFFICIAL],
    ["an unknown grant type", "unsupported_grant_type", "grant_type=password", OFFICIAL],
    ["no client", "invalid_client", "grant_type=client_credentials", {}],
    ["an unknown client", "invalid_client", "grant_type=client_credentials", basic("nobody", "")],
    ["a wrong secret", "invalid_client", "grant_type=client_credentials", basic(machines.id, "wrong")],
    [
      "another client's secret",
      "invalid_client",
      "grant_type=client_credentials",
      basic(machines.id, secretOf(reader)),
    ],
    ["no secret", "invalid_client", `grant_type=client_credentials&client_id=${machines.id}`, {}],
    [
      "a header and a body that differ",
      "invalid_client",
      `grant_type=client_credentials&client_id=${reader.id}`,
      OFFICIAL,
    ],
    [
      "a header that is no Basic",
      "invalid_client",
      "grant_type=client_credentials",
      { Authorization: "Bearer x" },
    ],
    ["a client for people", "invalid_grant", `grant_type=client_credentials&client_id=${people.id}`, {}],
    [
      "a code that was never given",
      "invalid_grant",
      `grant_type=authorization_code&client_id=${people.id}&code=x`,
      {},
    ],
    [
      "a refresh token that was never given",
      "invalid_grant",
      `grant_type=refresh_token&client_id=${people.id}&refresh_token=x`,
      {},
    ],
    [
      "a scope that the client may not have",
      "invalid_scope",
      "grant_type=client_credentials&scope=shop%2Fread+shop%2Fwrite",
      ofReader,
    ],
    ["a scope that there is not", "invalid_scope", "grant_type=client_credentials&scope=openid", OFFICIAL],
  ];
  for (const [what, error, body, headers] of refused)
    it(`answers ${what} with ${error}`, async () => {
      const answer = await ask(body, headers);
      expect([answer.status, answer.body]).to.deep.equal([400, { error }]);
    });

  it("publishes public keys alone, of its own pools alone, to be read only", async () => {
    const at = (path: string, method = "GET") => fetch(`${issuer.url}${path}`, { method });
    const path = `/${pool.id}/.well-known/jwks.json`;
    const { keys, ...rest } = parseRecord("Keys", await (await at(path)).text());
    expect(rest).to.deep.equal({});
    expect(keys).to.be.an("array").with.lengthOf(1);
    expect((keys as readonly object[])[0]).to.have.all.keys("kty", "n", "e", "kid", "alg", "use");
    expect((await at(path, "DELETE")).status).to.equal(405);
    for (const other of ["/eu-west-1_other/.well-known/jwks.json", "/", "/oauth2/authorize"])
      expect((await at(other)).status).to.equal(404);
    expect((await at("/oauth2/token")).status).to.equal(405);
  });

  it("refuses a request that is larger than any for a token", async () => {
    expect(
      (await ask(`grant_type=client_credentials&scope=${"x".repeat(20_000)}`, OFFICIAL)).status,
    ).to.equal(413);
  });

  it("has no token endpoint for a pool without a domain", async () => {
    const without = await startIssuer(userPools([pool, server, machines]));
    try {
      expect(without.identity).to.equal(undefined);
      const answer = await fetch(`${without.url}/oauth2/token`, {
        method: "POST",
        headers: { ...FORM, ...OFFICIAL },
        body: "grant_type=client_credentials",
      });
      expect(await answer.json()).to.deep.equal({ error: "invalid_client" });
    } finally {
      await without.stop();
    }
  });

  it("signs for tests whatever the claims are, under the pool's key or under a name of its own", async () => {
    const signer = await newSigner();
    const token = await signer.sign({ sub: "anybody" });
    expect((await jwtVerify(token, createLocalJWKSet(signer.keys))).payload).to.deep.equal({
      sub: "anybody",
    });
    expect(decodeProtectedHeader(await signer.sign({}, { kid: "k" }))).to.deep.equal({
      kid: "k",
      alg: "RS256",
    });
    const [key] = (await newSigner()).keys.keys;
    expect(key?.kid).not.to.equal(signer.keys.keys[0]?.kid);
  });

  it("gives a token as long as the client says: an hour without a word, and hours without a unit", () => {
    const seconds = (inputs: Properties) => {
      const [read] = userPools([pool, server, client("c", { ...MACHINE, ...inputs })]);
      const [one] = read?.clients ?? [];
      if (!read || !one) throw new Error("The client is not read.");
      const { exp = 0, iat = 0 } = accessToken(read, { client: one, scopes: [] });
      return exp - iat;
    };
    expect(seconds({ accessTokenValidity: undefined })).to.equal(3_600);
    expect(seconds({ accessTokenValidity: 2, tokenValidityUnits: undefined })).to.equal(7_200);
    expect(seconds({ accessTokenValidity: 1, tokenValidityUnits: { accessToken: "days" } })).to.equal(86_400);
  });

  it("refuses what Cognito would: a scope of nobody, a machine without a secret or with another flow", () => {
    const reading = (inputs: Properties) => () =>
      userPools([pool, server, client("c", { ...MACHINE, ...inputs })]);
    expect(reading({ allowedOauthScopes: ["shop/burn"] })).to.throw(
      'UserPoolClient "c": the scope shop/burn is of no resource server (known are shop/read, shop/write).',
    );
    const wants = 'UserPoolClient "c": client_credentials wants a secret, and no other flow beside it.';
    expect(reading({ generateSecret: false })).to.throw(wants);
    expect(reading({ allowedOauthFlows: ["client_credentials", "code"] })).to.throw(wants);
  });
});
