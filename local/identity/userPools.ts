/** The user pools that the program registered, as far as tokens are concerned. */
import { readState, type Reader, type Resource } from "../inputs";

export interface Client {
  readonly id: string;
  readonly secret: string | undefined;
  /** Whether it may have tokens of its own: the client credentials grant. */
  readonly machine: boolean;
  readonly scopes: readonly string[];
  /** How long an access token is good, in seconds. */
  readonly tokenSeconds: number;
}

export interface UserPool {
  readonly id: string;
  readonly arn: string;
  /** As its tokens name it. */
  readonly issuer: string;
  /** Address of its sign-in in AWS. Without a domain there is no token endpoint. */
  readonly signIn: string | undefined;
  readonly clients: readonly Client[];
}

export function userPools(resources: readonly Resource[]): readonly UserPool[] {
  const ofPool = (type: string, id: string) =>
    resources.filter((one) => one.type === type && one.state["userPoolId"] === id);
  return resources
    .filter(({ type }) => type === "aws:cognito/userPool:UserPool")
    .map((resource) => {
      const { id } = resource;
      const state = readState(resource);
      const known = ofPool("aws:cognito/resourceServer:ResourceServer", id).flatMap((server) =>
        readState(server).texts("scopeIdentifiers"),
      );
      const [domain] = ofPool("aws:cognito/userPoolDomain:UserPoolDomain", id);
      const region = state.text("arn").split(":")[3] ?? "";
      return {
        id,
        arn: state.text("arn"),
        issuer: `https://${state.text("endpoint")}`,
        signIn: domain && `https://${readState(domain).text("domain")}.auth.${region}.amazoncognito.com`,
        clients: ofPool("aws:cognito/userPoolClient:UserPoolClient", id).map((one) => readClient(one, known)),
      };
    });
}

/** https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html */
const STANDARD_SCOPES = ["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"];

function readClient(resource: Resource, known: readonly string[]): Client {
  const what = `UserPoolClient "${resource.name}"`;
  const state = readState(resource);
  const scopes = state.texts("allowedOauthScopes");
  const unknown = scopes.find((scope) => ![...STANDARD_SCOPES, ...known].includes(scope));
  if (unknown !== undefined)
    throw new Error(
      `${what}: the scope ${unknown} is of no resource server (known are ${known.join(", ")}).`,
    );
  const flows = state.texts("allowedOauthFlows");
  const secret = state.optionalText("clientSecret") ?? "";
  const machine =
    flows.includes("client_credentials") && state.properties["allowedOauthFlowsUserPoolClient"] === true;
  // So does Cognito: https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints-oauth-grants.html
  if (machine && (secret === "" || flows.length > 1))
    throw new Error(`${what}: client_credentials wants a secret, and no other flow beside it.`);
  return {
    id: resource.id,
    secret: secret === "" ? undefined : secret,
    machine,
    scopes,
    tokenSeconds: tokenSeconds(state),
  };
}

const SECONDS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 };
const AN_HOUR = 3_600;

/** Without a unit the number is of hours. */
function tokenSeconds(client: Reader): number {
  const validity = client.optionalNumber("accessTokenValidity");
  const unit = client.record("tokenValidityUnits").optionalText("accessToken") ?? "hours";
  return validity === undefined ? AN_HOUR : validity * (SECONDS[unit] ?? AN_HOUR);
}
