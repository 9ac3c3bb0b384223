/** The rows of the catalogue as rules. */
import { CONFIGURED, REFUSED, TRACED, type RefusedRow, type Row, type TracingRow } from "../catalog";
import { judged } from "../expectation";
import type { Metadata, Resource, ResourceRule } from "../rule";
import { at, isList, show, type Properties } from "../value";

const demanded = (row: Row): ResourceRule => ({
  ...metadata(row),
  scope: "resource",
  type: row.type,
  check: ({ properties }, settings) => {
    const expectation = typeof row.expected === "function" ? row.expected(settings) : row.expected;
    if (!expectation) return [];
    return [judged(row.explicit ? explicitOnes(properties) : properties, row.property, expectation)];
  },
});

/** Without what the provider's check filled in: it lists the names of those in `__defaults`. */
function explicitOnes(properties: Properties): Properties {
  const filledIn = at(properties, "__defaults");
  const isFilledIn = (key: string) => isList(filledIn) && filledIn.includes(key);
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !isFilledIn(key)));
}

/** A change to the property outside of Pulumi stays, and the pack does not see it: it judges inputs. */
const kept = (row: TracingRow): ResourceRule => ({
  ...metadata(row),
  name: row.name.replace(/traced$/, "tracing-kept"),
  demand: `${row.demand.replace(/\.$/, "")}, and changes to that are not ignored.`,
  why: "With ignoreChanges on it, tracing that was switched off by hand stays off, and no preview tells.",
  mend: `Take ${row.property} out of ignoreChanges.`,
  url: "https://www.pulumi.com/docs/iac/concepts/resources/options/ignorechanges/",
  controls: {},
  scope: "resource",
  type: row.type,
  check: ({ ignoreChanges }: Resource) => {
    const ignored = ignoreChanges.find((path) => overlaps(path, row.property));
    return [
      {
        verdict: ignored === undefined ? "pass" : "fail",
        path: "opts.ignoreChanges",
        expected: `nothing about ${row.property}`,
        actual: ignored === undefined ? "nothing about it" : show(ignored),
      },
    ];
  },
});

/** Whether one path lies on the way to the other; in `a["b"]`, `a.b` and `a[*]` alike. */
function overlaps(ignored: string, property: string): boolean {
  const parts = ignored
    .replace(/\[(?:"([^"]*)"|([^\]]*))\]/g, ".$1$2")
    .split(".")
    .filter(Boolean);
  return property.split(".").every((part, index) => {
    const other = parts[index];
    return other === undefined || other === "*" || other === part;
  });
}

const refused = (row: RefusedRow): ResourceRule => ({
  ...metadata(row),
  scope: "resource",
  type: row.type,
  check: ({ properties }) => [
    {
      verdict: "fail",
      path: row.property,
      expected: row.instead,
      actual: show(at(properties, row.property)),
    },
  ],
});

const metadata = ({
  name,
  group,
  demand,
  why,
  severity,
  mend,
  url,
  controls,
  frontDoor,
  parameters,
}: Metadata): Metadata => ({
  name,
  group,
  demand,
  why,
  severity,
  mend,
  url,
  controls,
  ...(frontDoor && { frontDoor }),
  ...(parameters && { parameters }),
});

export const PROPERTY_RULES: readonly ResourceRule[] = [
  ...TRACED.map(demanded),
  ...TRACED.map(kept),
  ...REFUSED.map(refused),
  ...CONFIGURED.map(demanded),
];
