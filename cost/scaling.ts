/** What a university's exam week asks of the table and of the account, computed from the counts. */
import { METHOD_REQUESTS, PARTITION, stepFunctionsQuotas } from "../infra/quotas";
import { COUNTS, type Change, type Counted, type IndexName } from "./counts";

/** An exam week of a large university. */
export const WEEK = {
  incidents: 50_000,
  submissions: 10_000,
  /** In which those submissions come. */
  seconds: 600,
  /** Days of the week with deadlines: their attempts end together where deadlines end at a time of day. */
  days: 5,
} as const;

/** Many incidents that change at the same time. */
export interface Load {
  readonly what: string;
  /** Incidents a second, and what becomes of each. */
  readonly rate: number;
  readonly changes: readonly Change[];
}

export function loads(region: string): readonly Load[] {
  const submissions = WEEK.submissions / WEEK.seconds;
  // A deadline takes three transitions: CloseAttempt, Status, SitExam.
  const deadlines = stepFunctionsQuotas(region).stateTransition.refill / 3;
  return [
    { what: "10,000 submissions in ten minutes, all passed", rate: submissions, changes: ["submit, pass"] },
    {
      what: "10,000 submissions in ten minutes, all failed",
      rate: submissions,
      changes: ["submit, fail", "open the next attempt"],
    },
    {
      what: "all reports at once, as fast as the API takes them",
      rate: METHOD_REQUESTS.refill,
      changes: ["report", "open the first attempt"],
    },
    {
      what: "the deadlines of a day in the same second, as fast as the state machine goes on",
      rate: deadlines,
      changes: ["miss a deadline", "open the next attempt"],
    },
  ];
}

/** The indexes whose partitions many incidents share; of byStudent and the table, each incident has its own. */
export const SHARED = ["byStatus", "byChange", "openByDueAt"] as const satisfies readonly IndexName[];

/** Write units a second in one partition, as if all of an index's writes met in it. */
export const partitionRate = ({ rate, changes }: Load, index: IndexName, counted: Counted = COUNTS): number =>
  rate * changes.reduce((sum, change) => sum + counted.writes[change][index], 0);

/** Incidents a second at which the first partition is full. */
export function fullAt(changes: readonly Change[], counted: Counted = COUNTS): number {
  const most = Math.max(
    ...SHARED.map((index) => partitionRate({ what: "", rate: 1, changes }, index, counted)),
  );
  return PARTITION.writes / most;
}
