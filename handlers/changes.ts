/** The list of changes: what a client missed, in order of change. */
import type { Fault } from "../api/problems";
import type { IncidentList } from "../api/wire";
import { DEFAULT_PAGE, isIncidentId, isTimestamp, MAX_PAGE, timestamp } from "../workflow/contract";
import { refusal } from "./http";
import type { ChangePosition, IncidentIndexes } from "./ports";
import { readUtc } from "./utc";

/**
 * What changed within these milliseconds is not listed yet: a change takes its time before it is written, and it and the
 * index may lag, so that a later one can be seen first. Four tries of a second each are the longest.
 */
const HORIZON_MS = 5_000;

/** No incident changed before this program was there: who asks for everything need not page through empty years. */
const BEGINNING = timestamp(Date.UTC(2026, 0, 1));

type Parameters = Readonly<Record<string, readonly string[] | undefined>>;

/** The page of the query. There is always a cursor: after the newest change it waits for the next. */
export async function changedSince(
  raw: Parameters,
  incidents: IncidentIndexes,
  now: number,
): Promise<IncidentList> {
  const { from, limit } = readQuery(raw);
  const page = await incidents.changes(from, timestamp(now - HORIZON_MS), limit);
  return { incidents: page.incidents, cursor: writeCursor(page.next) };
}

function readQuery(raw: Parameters): { readonly from: ChangePosition; readonly limit: number } {
  const { changedSince: since, limit: limits, cursor: cursors, ...others } = raw;
  const faults: Fault[] = Object.keys(others).map((parameter) => ({
    parameter,
    detail: "cannot be given together with changedSince",
  }));
  for (const [parameter, values] of Object.entries({ changedSince: since, limit: limits, cursor: cursors }))
    if ((values?.length ?? 0) > 1) faults.push({ parameter, detail: "must be given once" });
  const limit = limits?.[0] ?? String(DEFAULT_PAGE);
  if (!/^[1-9][0-9]{0,2}$/.test(limit) || Number(limit) > MAX_PAGE)
    faults.push({ parameter: "limit", detail: `must be a whole number from 1 to ${MAX_PAGE}` });
  const begin = readTime(since?.[0] ?? "");
  if (begin === undefined)
    faults.push({
      parameter: "changedSince",
      detail: "must be a time in UTC such as 2026-11-25T09:00:00.000Z",
    });
  const from = cursors?.[0] === undefined ? begin : readCursor(cursors[0]);
  if (cursors?.[0] !== undefined && from === undefined)
    faults.push({ parameter: "cursor", detail: "must be the cursor of a list of changes" });
  if (faults.length > 0 || from === undefined)
    throw refusal("malformed-request", "The query is not valid.", faults);
  return { from, limit: Number(limit) };
}

function readTime(raw: string): ChangePosition | undefined {
  const since = readUtc(raw);
  if (since === undefined) return undefined;
  const changedAt = since < BEGINNING ? BEGINNING : since;
  return { changedOn: changedAt.slice(0, 10), changedAt };
}

const writeCursor = ({ changedOn, changedAt, incidentId }: ChangePosition): string =>
  Buffer.from(JSON.stringify([changedOn, changedAt, incidentId ?? ""])).toString("base64url");

function readCursor(cursor: string): ChangePosition | undefined {
  const parts = parsed(Buffer.from(cursor, "base64url").toString("utf8"));
  if (!Array.isArray(parts) || parts.length !== 3) return undefined;
  const [changedOn, changedAt, incidentId] = parts as readonly unknown[];
  if (!isTimestamp(changedAt) || readUtc(changedAt) === undefined) return undefined;
  if (changedOn !== changedAt.slice(0, 10)) return undefined;
  if (incidentId === "") return { changedOn, changedAt };
  return isIncidentId(incidentId) ? { changedOn, changedAt, incidentId } : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
