/** Everything that the handlers need of the world, in memory: one set of ports fits every handler. */
import type { Clock, Executions, Notifications, Secrets, Subject, Telemetry } from "../../handlers/ports";
import { secrets as realSecrets } from "../../handlers/secrets";
import type { ExamCode, IncidentId, TaskToken } from "../../workflow/contract";
import type { ExamEvent } from "../../workflow/events";
import { memoryTable, type MemoryTable } from "./memoryTable";

/** A call of a port that reaches out of the process. */
export type PortCall =
  "get" | "create" | "apply" | "list" | "changes" | "due" | "start" | "wake" | "publish" | "sleep";

/**
 * What stands between a handler and its ports: it may delay the effect, lose it (throw before), lose its answer
 * (throw after), or never answer.
 */
export type Around = <T>(call: PortCall, effect: () => Promise<T>) => Promise<T>;

export interface LogLine {
  readonly level: "info" | "error";
  readonly event: string;
  readonly facts: Subject & Readonly<Record<string, unknown>>;
}

export interface MemoryPorts {
  readonly incidents: MemoryTable;
  /** The same table. */
  readonly indexes: MemoryTable;
  readonly executions: Executions & {
    /** Every call, repeated ones too. */
    readonly started: readonly IncidentId[];
    readonly woken: readonly TaskToken[];
  };
  readonly notifications: Notifications & { readonly published: readonly ExamEvent[] };
  /** Stands still but for `set` and `sleep`. */
  readonly clock: Clock & { set(now: number): void };
  /** The real hashes; exam codes and chance are the same in every run. */
  readonly secrets: Secrets;
  /** Silent; the names of the traces and the lines of the log are kept. */
  readonly telemetry: Telemetry & { readonly traces: readonly string[]; readonly lines: readonly LogLine[] };
  /**
   * The same world through other connections. The clock's `sleep` goes through `around` too, its reading does not.
   */
  through(around: Around): MemoryPorts;
}

/** When the clock stands at first: 2026-03-02T09:00:00.000Z, a Monday. */
export const START = Date.UTC(2026, 2, 2, 9);

export function memoryPorts(incidents: MemoryTable = memoryTable()): MemoryPorts {
  const started: IncidentId[] = [];
  const woken: TaskToken[] = [];
  const published: ExamEvent[] = [];
  const traces: string[] = [];
  const lines: LogLine[] = [];
  let now = START;

  const tableThrough = (around: Around): MemoryTable => ({
    item: (incidentId) => incidents.item(incidentId),
    put: (incident) => {
      incidents.put(incident);
    },
    get: (incidentId) => around("get", () => incidents.get(incidentId)),
    create: (incident) => around("create", () => incidents.create(incident)),
    apply: (incidentId, transition) => around("apply", () => incidents.apply(incidentId, transition)),
    list: (query) => around("list", () => incidents.list(query)),
    changes: (from, until, limit) => around("changes", () => incidents.changes(from, until, limit)),
    due: (now, after) => around("due", () => incidents.due(now, after)),
  });

  const ports = (around: Around): MemoryPorts => ({
    incidents: tableThrough(around),
    indexes: tableThrough(around),
    executions: {
      started,
      woken,
      start: (incidentId) => around("start", record(started, incidentId)),
      wake: (token) => around("wake", record(woken, token)),
    },
    notifications: {
      published,
      publish: (event) => around("publish", record(published, event)),
    },
    clock: {
      now: () => now,
      set: (instant) => {
        now = instant;
      },
      sleep: (milliseconds) =>
        around("sleep", async () => {
          now += milliseconds;
          return Promise.resolve();
        }),
    },
    secrets: deterministic,
    telemetry: {
      traces,
      lines,
      trace: async (name, _subject, work) => {
        traces.push(name);
        return work();
      },
      log: (level, event, facts) => {
        lines.push({ level, event, facts });
      },
    },
    through: ports,
  });

  let codes = 0;
  let draws = 0;
  const deterministic: Secrets = {
    ...realSecrets(),
    newExamCode: () => `exam-code-${++codes}` as ExamCode,
    random: (below) => (++draws * 31) % below,
  };
  return ports((_call, effect) => effect());
}

const record =
  <T>(list: T[], what: T) =>
  async (): Promise<void> => {
    list.push(what);
    return Promise.resolve();
  };
