/** Who calls a route that wants a scope: the gateway has checked the token's signature, time, issuer and scope. */
import type { APIGatewayProxyEvent } from "aws-lambda";
import type { CallerName } from "../workflow/contract";
import { refusal } from "./http";

/** The clients of the user pool that the API knows. */
export interface Clients {
  readonly machines: string;
  readonly people: string;
}

/**
 * The caller's name in the audit. An access token has no audience: who is meant is `client_id`. Throws for a token of
 * another client, and for any that is no access token.
 * Source: https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 */
export function callerOf(event: APIGatewayProxyEvent, clients: Clients): CallerName {
  const claims: unknown = event.requestContext.authorizer?.["claims"];
  const claim = (name: string): string => {
    const value: unknown = typeof claims === "object" && claims !== null ? Reflect.get(claims, name) : "";
    return typeof value === "string" ? value : "";
  };
  const [client, person] = [claim("client_id"), claim("sub")];
  if (claim("token_use") === "access" && client !== "") {
    if (client === clients.machines) return `machine:${client}`;
    if (client === clients.people && person !== "") return `person:${person}`;
  }
  throw refusal("forbidden", "The access token is of a client that this API does not know.");
}
