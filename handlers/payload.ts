/** What the state machine gives to its tasks, by version. */
import type { CloseAttempt, IncidentId, OpenAttempt } from "../workflow/contract";

type Version = (OpenAttempt | CloseAttempt)["v"];

const KNOWN: Version = 1;

/**
 * Throws for a version that is not known: the execution's definition is of a newer commit than this function, after a
 * rollback. The task is tried again for minutes; then the execution fails where it can be redriven.
 */
export function assertKnownVersion(payload: { readonly v: unknown; readonly incidentId: IncidentId }): void {
  const { v, incidentId } = payload;
  if (v === KNOWN) return;
  const message =
    `${incidentId}: payloads of version ${KNOWN} are known, and this one is of version ${JSON.stringify(v)}: ` +
    "deploy a commit that knows it, and redrive the execution.";
  throw Object.assign(new Error(message), { name: "UnknownPayloadVersion" });
}
