/** Who officers and machines are: a user pool, what they may do with the API, and the clients that act for them. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { stackName } from "./name";

export interface IdentityArgs {
  /** Identifies the API: it stands before each scope in a token. */
  readonly resourceServer: string;
  /** Scope to what it allows. */
  readonly scopes: Readonly<Record<string, string>>;
  /** Before the domain of the sign-in pages. */
  readonly prefix: string;
  /** Pages that a sign-in comes back to. */
  readonly officerPages: readonly string[];
  readonly protect: boolean;
}

export interface Identity {
  readonly userPoolArn: pulumi.Output<string>;
  /** Address of the sign-in, without a path. */
  readonly signIn: pulumi.Output<string>;
  readonly machineClientId: pulumi.Output<string>;
  readonly peopleClientId: pulumi.Output<string>;
}

/** Minutes that an access token is good for: it cannot be revoked before, for the gateway asks nobody. */
const ACCESS_MINUTES = 60;

export function identity(args: IdentityArgs): Identity {
  const name = stackName();
  const pool = new aws.cognito.UserPool(
    "officers",
    {
      name,
      userPoolTier: "ESSENTIALS",
      // Officers are appointed: nobody signs up by himself.
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
      deletionProtection: args.protect ? "ACTIVE" : "INACTIVE",
    },
    { protect: args.protect },
  );
  const domain = new aws.cognito.UserPoolDomain("officers", {
    domain: args.prefix,
    userPoolId: pool.id,
  });
  const server = new aws.cognito.ResourceServer("api", {
    identifier: args.resourceServer,
    name: args.resourceServer,
    userPoolId: pool.id,
    scopes: Object.entries(args.scopes).map(([scopeName, scopeDescription]) => ({
      scopeName,
      scopeDescription,
    })),
  });
  const common = {
    userPoolId: pool.id,
    accessTokenValidity: ACCESS_MINUTES,
    tokenValidityUnits: { accessToken: "minutes", idToken: "minutes", refreshToken: "hours" },
    allowedOauthFlowsUserPoolClient: true,
    supportedIdentityProviders: ["COGNITO"],
    enableTokenRevocation: true,
    preventUserExistenceErrors: "ENABLED",
  };
  const machines = new aws.cognito.UserPoolClient("machines", {
    ...common,
    name: `${name}-machines`,
    generateSecret: true,
    allowedOauthFlows: ["client_credentials"],
    allowedOauthScopes: server.scopeIdentifiers,
  });
  const people = new aws.cognito.UserPoolClient("people", {
    ...common,
    name: `${name}-people`,
    // A page in a browser keeps no secret: it proves itself by PKCE.
    generateSecret: false,
    allowedOauthFlows: ["code"],
    allowedOauthScopes: server.scopeIdentifiers.apply((scopes) => ["openid", ...scopes]),
    explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
    callbackUrls: [...args.officerPages],
    logoutUrls: [...args.officerPages],
    idTokenValidity: ACCESS_MINUTES,
    // A day at work.
    refreshTokenValidity: 10,
  });
  const region = pool.arn.apply((arn) => arn.split(":")[3] ?? "");
  return {
    userPoolArn: pool.arn,
    signIn: pulumi.interpolate`https://${domain.domain}.auth.${region}.amazoncognito.com`,
    machineClientId: machines.id,
    peopleClientId: people.id,
  };
}
