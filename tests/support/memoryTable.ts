/** The table of incidents in memory: what it answers, and what it refuses, as DynamoDB does. */
import type {
  ChangePosition,
  DuePosition,
  IncidentIndexes,
  IncidentTable,
  ListedIncident,
  ListQuery,
} from "../../handlers/ports";
import type { IncidentId, Timestamp } from "../../workflow/contract";
import type { Incident } from "../../workflow/incident";
import { fromJson, toJson } from "../../workflow/json";
import { updated } from "./update";

export interface MemoryTable extends IncidentTable, IncidentIndexes {
  /** What is stored, for a test to look at. */
  item(incidentId: IncidentId): Incident | undefined;
  /** Stores an item, whatever was there, for a test to begin with. */
  put(incident: Incident): void;
}

/** A table that holds these items. Nothing is shared with what goes in or comes out. */
export function memoryTable(...incidents: readonly Incident[]): MemoryTable {
  const items = new Map<IncidentId, Incident>();
  const item = (incidentId: IncidentId) => {
    const stored = items.get(incidentId);
    return stored && copy(stored);
  };
  const put = (incident: Incident) => {
    items.set(incident.incidentId, copy(incident));
  };
  incidents.forEach(put);
  return {
    item,
    put,
    get: async (incidentId) => Promise.resolve(item(incidentId)),
    create: async (incident) => {
      const isNew = !items.has(incident.incidentId);
      if (isNew) put(incident);
      return Promise.resolve(isNew);
    },
    apply: async (incidentId, transition) => {
      await Promise.resolve();
      const stored = items.get(incidentId);
      // Every transition wants a status, which an item that is not there has not.
      const after = stored && updated(stored, transition);
      if (after) put(after);
      return after && copy(after);
    },
    list: async (query) => Promise.resolve(page([...items.values()], query)),
    changes: async (from, until, limit) => Promise.resolve(changes([...items.values()], from, until, limit)),
    due: async (now, after) => Promise.resolve(due([...items.values()], now, after)),
  };
}

/** As a query of the index: `limit` counts what is read, before the filter by status where a student is named. */
function page(incidents: readonly Incident[], { status, studentId, limit, after }: ListQuery) {
  const inPartition = incidents.filter((incident) =>
    studentId === undefined ? incident.status === status : incident.studentId === studentId,
  );
  const newestFirst = [...inPartition].sort((a, b) => (place(a) < place(b) ? 1 : -1));
  const read = newestFirst.filter((incident) => !after || place(incident) < place(after)).slice(0, limit);
  const last = read.length === limit ? read.at(-1) : undefined;
  return {
    incidents: read.filter((incident) => status === undefined || incident.status === status).map(listed),
    ...(last && { last: { incidentId: last.incidentId, reportedAt: last.reportedAt } }),
  };
}

/** As queries of the index, day by day; here all days at once. */
function changes(incidents: readonly Incident[], from: ChangePosition, until: Timestamp, limit: number) {
  const key = ({ changedAt, incidentId }: Partial<ChangePosition>) =>
    `${changedAt ?? ""} ${incidentId ?? ""}`;
  const found = incidents
    .filter((incident): incident is Incident & { changedAt: Timestamp } => incident.changedAt !== undefined)
    .filter(({ changedAt }) => changedAt >= from.changedAt && changedAt <= until)
    .filter((incident) => from.incidentId === undefined || key(incident) > key(from))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1))
    .slice(0, limit);
  const last = found.at(-1);
  const next: ChangePosition = last
    ? { changedOn: last.changedAt.slice(0, 10), changedAt: last.changedAt, incidentId: last.incidentId }
    : from;
  return {
    incidents: found.map((incident) => ({
      ...listed(incident),
      changedAt: incident.changedAt,
      version: incident.version,
    })),
    next,
  };
}

/** Incidents on one page of those that are due. */
const DUE_PAGE = 2;

function due(incidents: readonly Incident[], now: Timestamp, after: DuePosition | undefined) {
  const key = ({ dueAt, incidentId }: DuePosition) => `${dueAt} ${incidentId}`;
  const found = incidents
    .flatMap(({ incidentId, dueAt, status }) =>
      status === "awaiting-exam" && dueAt !== undefined && dueAt <= now ? [{ incidentId, dueAt }] : [],
    )
    .filter((each) => after === undefined || key(each) > key(after))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const page = found.slice(0, DUE_PAGE);
  const last = found.length > DUE_PAGE ? page.at(-1) : undefined;
  return { incidentIds: page.map(({ incidentId }) => incidentId), ...(last && { last }) };
}

const place = ({ reportedAt, incidentId }: Pick<Incident, "reportedAt" | "incidentId">): string =>
  `${reportedAt} ${incidentId}`;

const listed = (incident: Incident): ListedIncident => {
  const { incidentId, studentId, course, assessment, status, reportedAt, closedAt } = incident;
  return { incidentId, studentId, course, assessment, status, reportedAt, ...(closedAt && { closedAt }) };
};

/** Through JSON: drops what is undefined, as the marshalling of the real table does. */
const copy = (incident: Incident): Incident => fromJson(toJson(incident));
