/** The model that turns counts into money. Nothing is free in it: AWS's free tiers are left out. */
import { CASES, COUNTS, type Case, type Count, type Counted, type Counts } from "./counts";
import { CHARGES, priceOf, type Charge, type Region } from "./prices";

/** How incidents go, of a hundred: an assumption, to be replaced by one's own numbers. */
export type Mix = Readonly<Record<Case, number>>;
export const MIX: Mix = { "passed at first": 70, "passed at third": 15, "three misses": 10, withdrawn: 5 };

/** What no run on a desk can count. Where it comes from stands in docs/cost.md. */
export const ASSUMED = {
  /** Of an invocation, with its share of starts, milliseconds: the dashboard shows the real ones. */
  billedMilliseconds: 120,
  /** Memory of a function. */
  gigabytes: 0.25,
  /** Of the officers, who get mail. */
  mailboxes: 1,
  /** A client takes a token each hour of a working day. */
  tokensAMonth: 250,
  /** Runs of the scheduled function, every five minutes. */
  sweepsAMonth: 8_760,
  /** Closed incidents, and log lines, stay. */
  keptMonths: 36,
  keptLogMonths: 12,
} as const;

export interface Bill {
  /** Dollars a year, by what is charged. */
  readonly lines: Readonly<Partial<Record<Charge, number>>>;
  readonly total: number;
}

/** What the API takes of detailed metrics: five for each method, charged for the hours in which it is called
 *  (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html). */
const METRICS_OF_A_METHOD = 5;
const HOURS_A_YEAR = 8_760;
const HOURS_A_MONTH = HOURS_A_YEAR / 12;

/** What one incident costs that goes that way. */
export const billOfCase = (region: Region, which: Case, counted: Counted = COUNTS): Bill =>
  bill(region, chargesOf(counted.cases[which]));

/** What each month costs, whoever comes: a year of it. */
export function fixedBill(region: Region, counted: Counted = COUNTS): Bill {
  const { fixed, sweep } = counted;
  return bill(region, {
    alarmMetrics: fixed.alarmMetrics * 12,
    metrics: fixed.metrics * 12,
    dashboards: fixed.dashboards * 12,
    webAcls: fixed.webAcls * 12,
    webAclRules: fixed.webAclRules * 12,
    machineClients: fixed.machineClients * 12,
    machineTokens: ASSUMED.tokensAMonth * fixed.machineClients * 12,
    ...chargesOf(sweep, ASSUMED.sweepsAMonth * 12),
  });
}

/** A year of so many incidents, without what is fixed. */
export function variableBill(
  region: Region,
  incidents: number,
  mix: Mix = MIX,
  counted: Counted = COUNTS,
): Bill {
  const parts = CASES.map((each) => chargesOf(counted.cases[each], (incidents * mix[each]) / 100));
  const requests = parts.reduce((sum, each) => sum + (each.requests ?? 0), 0);
  const hours = Math.min(requests, counted.fixed.methods * HOURS_A_YEAR);
  return bill(region, {
    ...parts.reduce(added, {}),
    ...(counted.fixed.webAcls > 0 && { inspectedRequests: requests }),
    metrics: (hours * METRICS_OF_A_METHOD) / HOURS_A_MONTH,
  });
}

export const together = (...bills: readonly Bill[]): Bill =>
  totalled(bills.map(({ lines }) => lines).reduce(added, {}));

type Charges = Readonly<Partial<Record<Charge, number>>>;

/** Units of what is charged, of so many cases. */
function chargesOf(counts: Counts, times = 1): Charges {
  const of = (...names: readonly Count[]) => names.reduce((sum, name) => sum + counts[name], 0) * times;
  const gigabytes = (bytes: number) => bytes / 1e9;
  const logged = gigabytes(of("functionLogBytes", "executionLogBytes", "accessLogBytes"));
  const stored = gigabytes(of("storedBytes")) * ASSUMED.keptMonths;
  return {
    transitions: of("transitions"),
    requests: of("requests"),
    invocations: of("invocations"),
    gigabyteSeconds: (of("invocations") * ASSUMED.billedMilliseconds * ASSUMED.gigabytes) / 1000,
    readUnits: of("readUnits"),
    writeUnits: of("writeUnits", "indexWriteUnits"),
    storedGigabytes: stored,
    recoverableGigabytes: stored,
    publishes: of("publishes"),
    mails: of("mails") * ASSUMED.mailboxes,
    traces: of("traces"),
    logGigabytes: logged,
    keptLogGigabytes: logged * ASSUMED.keptLogMonths,
  };
}

function bill(region: Region, charges: Charges): Bill {
  return totalled(
    Object.fromEntries(named(charges).map(([charge, units]) => [charge, priceOf(region, charge, units)])),
  );
}

const totalled = (lines: Charges): Bill => ({
  lines,
  total: Object.values(lines).reduce((sum, each) => sum + each, 0),
});

const added = (one: Charges, other: Charges): Charges => ({
  ...one,
  ...Object.fromEntries(named(other).map(([charge, units]) => [charge, (one[charge] ?? 0) + units])),
});

/** Of the charges there are, with their names. */
export function named(charges: Charges): readonly (readonly [Charge, number])[] {
  return CHARGES.flatMap((charge) => {
    const units = charges[charge];
    return units === undefined ? [] : [[charge, units] as const];
  });
}
