import { expect } from "chai";
import { callerOf } from "../../handlers/caller";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { OFFICER_ROUTES } from "../support/officers";
import { CLAIMS, CLIENTS, MACHINE, request } from "../support/events";
import { memoryPorts } from "../support/memoryPorts";
import { bodyOf, handlersOver, ID } from "../support/process";

const PERSON = { ...CLAIMS, sub: "7d9f-person", client_id: CLIENTS.people };
const DETAIL = "The access token is of a client that this API does not know.";

const withAuthorizer = (authorizer: unknown): APIGatewayProxyEvent => {
  const event = request("getIncident", { path: { incidentId: ID } });
  Reflect.set(event.requestContext, "authorizer", authorizer);
  return event;
};

describe("handlers/caller", () => {
  it("names a machine by its client", () => {
    expect(callerOf(withAuthorizer({ claims: CLAIMS }), CLIENTS)).to.equal(MACHINE);
  });

  it("names a person by the subject", () => {
    expect(callerOf(withAuthorizer({ claims: PERSON }), CLIENTS)).to.equal("person:7d9f-person");
  });

  it("takes no person for a machine of the same subject", () => {
    const claims = { ...PERSON, sub: CLIENTS.machines };
    expect(callerOf(withAuthorizer({ claims }), CLIENTS)).to.equal(`person:${CLIENTS.machines}`);
  });

  const without = (claims: object, name: string) =>
    Object.fromEntries(Object.entries(claims).filter(([each]) => each !== name));
  const strangers: Readonly<Record<string, unknown>> = {
    "no authorizer": null,
    "nothing from the authorizer": {},
    "no claims": { claims: null },
    "claims in a text": { claims: JSON.stringify(CLAIMS) },
    "claims in a list": { claims: [CLAIMS] },
    "empty claims": { claims: {} },
    "another client": { claims: { ...CLAIMS, client_id: "other-client" } },
    "another client with a known subject": {
      claims: { ...CLAIMS, client_id: "other-client", sub: CLIENTS.machines },
    },
    "an empty client": { claims: { ...CLAIMS, client_id: "" } },
    "no client": { claims: without(CLAIMS, "client_id") },
    "clients in a list": { claims: { ...CLAIMS, client_id: [CLIENTS.machines] } },
    "a client in other letters": { claims: { ...CLAIMS, client_id: CLIENTS.machines.toUpperCase() } },
    "a client with a space behind": { claims: { ...CLAIMS, client_id: `${CLIENTS.machines} ` } },
    "an ID token": { claims: { ...without(CLAIMS, "client_id"), aud: CLIENTS.people, token_use: "id" } },
    "an ID token with a client": { claims: { ...PERSON, token_use: "id" } },
    "a token of no use": { claims: without(CLAIMS, "token_use") },
    "a person without a subject": { claims: without(PERSON, "sub") },
    "a person with an empty subject": { claims: { ...PERSON, sub: "" } },
    "a person with a number for a subject": { claims: { ...PERSON, sub: 7 } },
  };
  for (const [what, authorizer] of Object.entries(strangers))
    it(`refuses ${what}`, () => {
      expect(() => callerOf(withAuthorizer(authorizer), CLIENTS))
        .to.throw(Error, DETAIL)
        .with.property("kind", "forbidden");
    });

  it("knows no client of an API without clients", () => {
    const nobody = { machines: "", people: "" };
    for (const claims of [CLAIMS, PERSON, { ...CLAIMS, client_id: "" }])
      expect(() => callerOf(withAuthorizer({ claims }), nobody)).to.throw(Error, DETAIL);
  });

  for (const operationId of OFFICER_ROUTES)
    it(`is asked by ${operationId} before anything else: no call, and 403`, async () => {
      const ports = memoryPorts();
      const calls: string[] = [];
      const watched = ports.through((call, effect) => {
        calls.push(call);
        return effect();
      });
      const claims = { ...CLAIMS, client_id: "other-client" };
      // The path and the body are wrong too: that is not for strangers to know.
      const event = request(operationId, { path: { incidentId: "a/b", attempt: "9" }, text: "{", claims });
      expect(bodyOf(await handlersOver(watched)[operationId](event))).to.deep.equal({
        type: "urn:resit:problem:forbidden",
        title: "Who calls may not do this",
        status: 403,
        detail: DETAIL,
        requestId: "request-1",
      });
      expect(calls).to.deep.equal([]);
    });
});
