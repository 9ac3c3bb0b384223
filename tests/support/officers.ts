/** What tests of the officers' routes share. */
import { expect } from "chai";
import type { APIGatewayProxyResult } from "aws-lambda";
import { ROUTES, type OperationId } from "../../api/routes";
import type { MemoryPorts } from "./memoryPorts";
import { bodyOf, storedIncident } from "./process";

const hasNoScope = ["getPaper", "submitAttempt", "getOpenApi"] as const;
type Officers = Exclude<OperationId, (typeof hasNoScope)[number]>;

/** The routes that want a scope, by the route table. */
export const OFFICER_ROUTES: readonly Officers[] = ROUTES.flatMap(({ operationId }) =>
  isOfficers(operationId) ? [operationId] : [],
);

function isOfficers(operationId: OperationId): operationId is Officers {
  return hasNoScope.every((each) => each !== operationId);
}

/** A problem of this kind, and no change, message, start or wake. */
export async function expectRefusal(
  ports: MemoryPorts,
  work: (ports: MemoryPorts) => Promise<APIGatewayProxyResult>,
  problem: { readonly status: number; readonly kind: string; readonly detail?: string },
): Promise<void> {
  const before = sightOf(ports);
  const answer = await work(ports);
  const { status, kind, detail } = problem;
  expect(bodyOf(answer)).to.include({
    status,
    type: `urn:resit:problem:${kind}`,
    ...(detail !== undefined && { detail }),
  });
  expect(sightOf(ports)).to.deep.equal(before);
}

const sightOf = (ports: MemoryPorts) => ({
  incident: ports.incidents.item(storedIncident(ports).incidentId),
  published: [...ports.notifications.published],
  started: [...ports.executions.started],
  woken: [...ports.executions.woken],
});
