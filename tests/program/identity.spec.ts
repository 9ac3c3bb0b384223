import { expect } from "chai";
import { ROUTES, type Route } from "../../api/routes";
import { at, ofType, resourceOf, runOf, type Run } from "../support/program";

const CLIENT = "aws:cognito/userPoolClient:UserPoolClient";
const SCOPES = ["resit/incidents.read", "resit/incidents.write"];

describe("program: who officers and machines are", () => {
  let run: Run;
  let poolId: string;
  before(async () => {
    run = await runOf("dev");
    poolId = resourceOf(run, "aws:cognito/userPool:UserPool", "officers").id;
  });

  it("are in one pool: admins alone put people there, with long passwords and a second factor", () => {
    expect(ofType(run, "aws:cognito/userPool:UserPool").map(({ inputs }) => inputs)).to.deep.equal([
      {
        name: "resit-dev",
        userPoolTier: "ESSENTIALS",
        adminCreateUserConfig: { allowAdminCreateUserOnly: true },
        usernameAttributes: ["email"],
        usernameConfiguration: { caseSensitive: false },
        autoVerifiedAttributes: ["email"],
        mfaConfiguration: "ON",
        softwareTokenMfaConfiguration: { enabled: true },
        accountRecoverySetting: { recoveryMechanisms: [{ name: "verified_email", priority: 1 }] },
        passwordPolicy: {
          minimumLength: 14,
          requireLowercase: true,
          requireNumbers: true,
          requireSymbols: false,
          requireUppercase: true,
          temporaryPasswordValidityDays: 3,
          passwordHistorySize: 5,
        },
        deletionProtection: "INACTIVE",
      },
    ]);
  });

  it("can be deleted in development, and are protected by Pulumi and by AWS in production", async () => {
    const protection = async (stack: "dev" | "prod") => {
      const pool = resourceOf(await runOf(stack), "aws:cognito/userPool:UserPool", "officers");
      return [pool.protect, pool.inputs["deletionProtection"]];
    };
    expect(await protection("dev")).to.deep.equal([false, "INACTIVE"]);
    expect(await protection("prod")).to.deep.equal([true, "ACTIVE"]);
  });

  it("sign in at the configured address", () => {
    const { inputs } = resourceOf(run, "aws:cognito/userPoolDomain:UserPoolDomain", "officers");
    expect(inputs).to.deep.equal({ domain: "resit-dev-university-example", userPoolId: poolId });
  });

  it("can be given exactly the scopes that routes ask for", () => {
    const { inputs, computed } = resourceOf(run, "aws:cognito/resourceServer:ResourceServer", "api");
    const routes: readonly Route[] = ROUTES;
    const asked = routes.flatMap(({ access }) =>
      typeof access === "object" && "scope" in access ? [`resit/${access.scope}`] : [],
    );
    expect([inputs["identifier"], inputs["userPoolId"]]).to.deep.equal(["resit", poolId]);
    expect(computed["scopeIdentifiers"]).to.have.members([...new Set(asked)]);
    expect(computed["scopeIdentifiers"]).to.deep.equal(SCOPES);
  });

  it("machines have a secret, and get access tokens for an hour by client credentials alone", () => {
    expect(resourceOf(run, CLIENT, "machines").inputs).to.deep.equal({
      name: "resit-dev-machines",
      userPoolId: poolId,
      generateSecret: true,
      allowedOauthFlowsUserPoolClient: true,
      allowedOauthFlows: ["client_credentials"],
      allowedOauthScopes: SCOPES,
      supportedIdentityProviders: ["COGNITO"],
      accessTokenValidity: 60,
      tokenValidityUnits: { accessToken: "minutes", idToken: "minutes", refreshToken: "hours" },
      enableTokenRevocation: true,
      preventUserExistenceErrors: "ENABLED",
    });
  });

  it("people sign in with a code for pages that keep no secret, for a day at work", () => {
    expect(resourceOf(run, CLIENT, "people").inputs).to.deep.equal({
      name: "resit-dev-people",
      userPoolId: poolId,
      generateSecret: false,
      allowedOauthFlowsUserPoolClient: true,
      allowedOauthFlows: ["code"],
      allowedOauthScopes: ["openid", ...SCOPES],
      explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
      callbackUrls: ["https://officers.university.example/signed-in"],
      logoutUrls: ["https://officers.university.example/signed-in"],
      supportedIdentityProviders: ["COGNITO"],
      accessTokenValidity: 60,
      idTokenValidity: 60,
      refreshTokenValidity: 10,
      tokenValidityUnits: { accessToken: "minutes", idToken: "minutes", refreshToken: "hours" },
      enableTokenRevocation: true,
      preventUserExistenceErrors: "ENABLED",
    });
  });

  it("are known to every function that a route with a scope calls, and to no other", () => {
    const routes: readonly Route[] = ROUTES;
    const scoped = routes.filter(({ access }) => typeof access === "object" && "scope" in access);
    const told = ofType(run, "aws:lambda/function:Function").filter(
      ({ inputs }) =>
        at(inputs, "environment", "variables", "MACHINE_CLIENT_ID") ===
          resourceOf(run, CLIENT, "machines").id &&
        at(inputs, "environment", "variables", "PEOPLE_CLIENT_ID") === resourceOf(run, CLIENT, "people").id,
    );
    expect(told.map(({ name }) => name)).to.have.members(scoped.map(({ operationId }) => operationId));
  });
});
