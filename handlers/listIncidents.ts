/** GET /incidents: by status, by student, or both. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { Fault } from "../api/problems";
import type { IncidentList } from "../api/wire";
import {
  DEFAULT_PAGE,
  isIncidentId,
  isTimestamp,
  MAX_PAGE,
  STATUSES,
  type Status,
} from "../workflow/contract";
import { callerOf, type Clients } from "./caller";
import { changedSince } from "./changes";
import { answering, refusal } from "./http";
import type { Clock, IncidentIndexes, ListPosition, ListQuery, Telemetry } from "./ports";

interface Ports {
  readonly incidents: IncidentIndexes;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

export const listIncidents = (
  { incidents, clock, telemetry }: Ports,
  clients: Clients,
): ((event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>) => {
  async function listed(query: ListQuery): Promise<IncidentList> {
    const page = await incidents.list(query);
    return { incidents: page.incidents, ...(page.last && { cursor: writeCursor(query, page.last) }) };
  }

  return answering("listIncidents", telemetry, async (event) => {
    callerOf(event, clients);
    const raw = event.multiValueQueryStringParameters ?? {};
    const body =
      raw["changedSince"] === undefined
        ? await listed(readQuery(raw))
        : await changedSince(raw, incidents, clock.now());
    return { status: 200, body };
  });
};

const isStatus = (raw: string): raw is Status => STATUSES.some((status) => status === raw);

function readQuery(raw: Readonly<Record<string, readonly string[] | undefined>>): ListQuery {
  const faults: Fault[] = Object.entries(raw)
    .filter(([, values = []]) => values.length > 1)
    .map(([parameter]) => ({ parameter, detail: "must be given once" }));
  const first = Object.fromEntries(
    Object.entries(raw).map(([parameter, values]) => [parameter, values?.[0]]),
  );
  const { status, studentId, limit = String(DEFAULT_PAGE), cursor, ...unknown } = first;
  for (const parameter of Object.keys(unknown))
    faults.push({ parameter, detail: "is not a parameter of this list" });
  if (status === undefined && studentId === undefined)
    faults.push({ parameter: "status", detail: "must be given, or studentId must" });
  if (status !== undefined && !isStatus(status))
    faults.push({ parameter: "status", detail: `must be one of ${STATUSES.join(", ")}` });
  if (studentId !== undefined && !/^[^\p{Cc}\p{Cs}\ufffd]{1,64}$/u.test(studentId))
    faults.push({
      parameter: "studentId",
      detail: "must have 1 to 64 characters, none of them a control character",
    });
  if (!/^[1-9][0-9]{0,2}$/.test(limit) || Number(limit) > MAX_PAGE)
    faults.push({ parameter: "limit", detail: `must be a whole number from 1 to ${MAX_PAGE}` });
  const filter = {
    ...(status !== undefined && isStatus(status) && { status }),
    ...(studentId !== undefined && { studentId }),
  };
  const after = cursor === undefined ? undefined : readCursor(filter, cursor);
  if (cursor !== undefined && after === undefined)
    faults.push({
      parameter: "cursor",
      detail: "must be the cursor of a page with the same status and studentId",
    });
  if (faults.length > 0) throw refusal("malformed-request", "The query is not valid.", faults);
  return { ...filter, limit: Number(limit), ...(after && { after }) };
}

type Filter = Pick<ListQuery, "status" | "studentId">;

/**
 * A cursor holds a position, never a key: the partition comes from the request's own status and studentId, so a
 * forged cursor leads nowhere but to another place of the list that was asked for.
 */
function writeCursor({ status, studentId }: Filter, { incidentId, reportedAt }: ListPosition): string {
  return Buffer.from(JSON.stringify([status ?? "", studentId ?? "", reportedAt, incidentId])).toString(
    "base64url",
  );
}

function readCursor(filter: Filter, cursor: string): ListPosition | undefined {
  const parts = parseCursor(cursor);
  if (!Array.isArray(parts) || parts.length !== 4) return undefined;
  const [status, studentId, reportedAt, incidentId] = parts as readonly unknown[];
  if (status !== (filter.status ?? "") || studentId !== (filter.studentId ?? "")) return undefined;
  return isIncidentId(incidentId) && isTimestamp(reportedAt) ? { incidentId, reportedAt } : undefined;
}

function parseCursor(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
