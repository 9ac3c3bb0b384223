/** The tables of docs/cost.md and docs/scaling.md, as Markdown. */
import { ITEM_BYTES, PARTITION } from "../infra/quotas";
import { INDEXES } from "../workflow/indexes";
import { itemSize } from "./capacity";
import { CASES, CHANGES, COUNTED, COUNTS, type Count } from "./counts";
import { largestItem } from "./largestItem";
import { ASSUMED, billOfCase, fixedBill, MIX, named, together, variableBill, type Bill } from "./model";
import { byService, dollars, picture } from "./picture";
import { CHARGED, CHARGES, LOOKED_UP, PRICES, REGIONS, SOURCES, type Region } from "./prices";
import { fullAt, loads, partitionRate, SHARED, type Load } from "./scaling";

/** Incidents a year. */
export const SIZES = [100, 10_000, 1_000_000] as const;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, column) => (column === 0 ? "---" : "--:")), ...rows]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");

const count = (value: number): string => value.toLocaleString("en-US");

const isCount = (name: string): name is Count => Object.hasOwn(COUNTED, name);
const ALL_COUNTS: readonly Count[] = Object.keys(COUNTED).filter(isCount);

export const countsTable = (): string =>
  table(
    ["of one incident", ...CASES],
    ALL_COUNTS.map((each) => [COUNTED[each], ...CASES.map((which) => count(COUNTS.cases[which][each]))]),
  );

export function fixedTable(): string {
  const { fixed, sweep } = COUNTS;
  return table(
    ["of a month, whoever comes", ""],
    [
      ["metrics that alarms watch", count(fixed.alarmMetrics)],
      ["metrics of the program's own", count(fixed.metrics)],
      ["dashboards", count(fixed.dashboards)],
      ["web ACLs of the firewall, and their rules", `${fixed.webAcls}, ${fixed.webAclRules}`],
      ["clients of the user pool that are machines", count(fixed.machineClients)],
      ["runs of the scheduled function", count(ASSUMED.sweepsAMonth)],
      [
        "… and of each: read units, log bytes, traces",
        `${sweep.readUnits}, ${sweep.functionLogBytes}, ${sweep.traces}`,
      ],
    ],
  );
}

export const pricesTable = (): string =>
  table(
    ["what", "per", ...REGIONS, "published by"],
    CHARGES.map((charge) => [
      CHARGED[charge].what,
      count(CHARGED[charge].per),
      ...REGIONS.map((region) => price(PRICES[region][charge][0])),
      [...new Set(REGIONS.map((region) => PRICES[region][charge][1]))]
        .map((source) => `[${SOURCES[source].by}](${SOURCES[source].url})`)
        .join("; "),
    ]),
  ).concat(`\n\nLooked up on ${LOOKED_UP}.`);

const price = (usd: number): string => `$${usd.toLocaleString("en-US", { maximumFractionDigits: 4 })}`;

/** Of one incident, in cents: they are small. */
export const casesTable = (): string =>
  table(
    ["an incident costs, in cents", ...CASES],
    REGIONS.map((region) => [
      region,
      ...CASES.map((each) => (billOfCase(region, each).total * 100).toFixed(3)),
    ]),
  );

export const yearOf = (region: Region, incidents: number, mix = MIX): Bill =>
  together(variableBill(region, incidents, mix), fixedBill(region));

export function moneyTable(): string {
  const columns = REGIONS.flatMap((region) => SIZES.map((size) => ({ region, size })));
  const fixed = REGIONS.map((region) => fixedBill(region));
  const services = byService(fixed[0] ?? { lines: {}, total: 0 }).map(([service]) => service);
  const bills = columns.map(({ region, size }) => yearOf(region, size));
  return table(
    ["a year, in dollars", ...columns.map(({ region, size }) => `${region}: ${count(size)}`)],
    [
      ...services.map((service) => [
        service,
        ...bills.map((bill) => dollars(byService(bill).find(([name]) => name === service)?.[1] ?? 0)),
      ]),
      ["**together**", ...bills.map((bill) => `**${dollars(bill.total)}**`)],
      ["of it fixed", ...columns.map(({ region }) => dollars(fixedBill(region).total))],
      [
        "an incident, without what is fixed",
        ...columns.map(({ region, size }) => `$${(variableBill(region, size).total / size).toFixed(5)}`),
      ],
    ],
  );
}

export const moneyPicture = (): string =>
  picture(
    "Where the money of a year goes, by service",
    SIZES.map((size) => ({ label: `${count(size)} incidents`, bill: yearOf("us-east-1", size) })),
  );

/** A bill, line by line. */
export const billTable = ({ lines, total }: Bill): readonly (readonly [string, string])[] => [
  ...named(lines).map(([charge, usd]): [string, string] => [CHARGED[charge].what, dollars(usd)]),
  ["together", dollars(total)],
];

/**
 * The nearest public system, as its definition says: Create Incident, Save Incident, ScheduleExam, Notify student,
 * HasStudentPassedExam, ResolveIncident; each further attempt enters three of them again.
 */
const NEAREST = { passed: 6, furtherAttempt: 3 } as const;

export function comparisonTable(): string {
  const ours = {
    first: COUNTS.cases["passed at first"].transitions,
    third: COUNTS.cases["passed at third"].transitions,
  };
  const theirs = { first: NEAREST.passed, third: NEAREST.passed + 2 * NEAREST.furtherAttempt };
  const money = (transitions: number) =>
    `$${((PRICES["us-east-1"].transitions[0] * transitions * 1e6) / CHARGED.transitions.per).toLocaleString("en-US")}`;
  const row = (what: string, here: number, there: number) => [
    what,
    String(here),
    String(there),
    money(here),
    money(there),
  ];
  return table(
    ["state transitions", "here", "there", "a million here", "a million there"],
    [row("passed at first", ours.first, theirs.first), row("passed at third", ours.third, theirs.third)],
  );
}

export function operationsTable(): string {
  const range = ([least, most]: readonly [number, number]) =>
    least === most ? String(least) : `${least} to ${most}`;
  return table(
    ["one invocation of", "read units", "write units, table", "write units, indexes"],
    Object.entries(COUNTS.operations).map(([name, units]) => [
      name,
      range(units.readUnits),
      range(units.writeUnits),
      range(units.indexWriteUnits),
    ]),
  );
}

export const writesTable = (): string =>
  table(
    ["write units of a change", "table", ...Object.keys(INDEXES)],
    CHANGES.map((change) => {
      const { table: own, byStatus, byStudent, byChange, openByDueAt } = COUNTS.writes[change];
      return [change, ...[own, byStatus, byStudent, byChange, openByDueAt].map(String)];
    }),
  );

export function loadsTable(): string {
  const rows = (["eu-west-2", "eu-west-1"] as const).flatMap((region) =>
    loads(region)
      .filter((_, index) => region === "eu-west-2" || index === 3)
      .map((load, index, all) => [
        index === all.length - 1 ? `${load.what} (${region})` : load.what,
        ...rates(load),
      ]),
  );
  return table(
    [
      "load",
      "incidents a second",
      ...SHARED.map((index) => `${index}: units a second`),
      `of a partition's ${count(PARTITION.writes)}`,
      "full at, incidents a second",
    ],
    rows,
  );
}

function rates(load: Load): readonly string[] {
  const units = SHARED.map((index) => partitionRate(load, index));
  return [
    load.rate.toFixed(1),
    ...units.map((each) => each.toFixed(0)),
    `${((Math.max(...units) / PARTITION.writes) * 100).toFixed(0)} %`,
    fullAt(load.changes).toFixed(0),
  ];
}

export function itemTable(): string {
  const largest = itemSize(largestItem());
  return table(
    ["bytes of an item", ""],
    [
      ["the largest that the bounds allow", count(largest)],
      ["that DynamoDB takes", count(ITEM_BYTES)],
      ["share", `${((largest / ITEM_BYTES) * 100).toFixed(0)} %`],
    ],
  );
}
