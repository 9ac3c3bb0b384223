/** Exceptions that somebody answers for: policies/exemptions.json. Whatever is wrong in it exempts nothing. */
import { matches, stackOfPattern } from "./pattern";
import type { Rule } from "./rule";
import type { StackName } from "./urn";
import { isList, isProperties, isText, parsed, show, type Properties, type Value } from "./value";

export interface Exemption {
  readonly rule: string;
  /** A URN, or one in which `*` stands for anything within a part (parts end at `::`), and `**` for anything. */
  readonly resource: string;
  readonly reason: string;
  readonly owner: string;
  readonly ticket: string;
  /** The last day on which it holds, `2027-01-31`, UTC. */
  readonly expires: string;
  /** How many resources it is for; 1 where the file does not say. */
  readonly matches: number;
}

export interface Exemptions {
  readonly valid: readonly Exemption[];
  /** What is wrong with the file, a sentence each. */
  readonly faults: readonly string[];
}

/** Days from today to the last day of an exemption, at most. */
const LONGEST = 90;

const TEXTS = ["rule", "resource", "reason", "owner", "ticket", "expires"] as const;
const FIELDS: readonly string[] = [...TEXTS, "matches"];

/** Reads the file's text. `today` is a day in UTC, `2027-01-31`. */
export function readExemptions(json: string, rules: readonly Rule[], today: string): Exemptions {
  const entries = parsed(json);
  if (!isList(entries)) {
    const found = entries === undefined ? "no JSON" : show(entries);
    return {
      valid: [],
      faults: [
        `exemptions.json is ${found}, but a list was expected: write [] where nothing is to be exempt.`,
      ],
    };
  }
  const read = entries.map((entry, index) => readEntry(entry, entries.slice(0, index), rules, today));
  return {
    valid: read.flatMap(({ exemption }) => (exemption ? [exemption] : [])),
    faults: read.flatMap(({ faults }) => faults),
  };
}

function readEntry(
  entry: Value,
  earlier: readonly Value[],
  rules: readonly Rule[],
  today: string,
): { readonly exemption?: Exemption; readonly faults: readonly string[] } {
  const place = `exemptions.json, entry ${earlier.length + 1}`;
  if (!isProperties(entry))
    return {
      faults: [
        `${place} is ${show(entry)}, but an object was expected: write { ${FIELDS.join(", ")} }, where "matches" may be left out.`,
      ],
    };
  const faults = [
    ...TEXTS.filter((field) => !isText(entry[field])).map(
      (field) => `${field} is ${show(entry[field])}, but a text that says something was expected`,
    ),
    ...Object.keys(entry)
      .filter((field) => !FIELDS.includes(field))
      .map((field) => `${show(field)} is no field of an exemption: those are ${FIELDS.join(", ")}`),
    ...faultsOfRule(entry["rule"], rules),
    ...faultsOfResource(entry["resource"]),
    ...faultsOfExpiry(entry["expires"], today),
    ...faultsOfMatches(entry["matches"], entry["resource"]),
    ...faultsOfTwins(entry, earlier),
  ];
  return faults.length > 0
    ? { faults: faults.map((fault) => `${place} (${labelOf(entry)}): ${fault}.`) }
    : { exemption: exemptionOf(entry), faults: [] };
}

const labelOf = ({ rule }: Properties) => (isText(rule) ? show(rule) : "no rule");

function faultsOfRule(name: Value, rules: readonly Rule[]): readonly string[] {
  if (!isText(name)) return [];
  const rule = rules.find((each) => each.name === name);
  if (!rule) {
    const near = nearest(
      name,
      rules.filter(({ frontDoor }) => !frontDoor).map((each) => each.name),
    );
    const hint = near === undefined ? "" : `the nearest is ${show(near)}, and `;
    return [`there is no rule of that name: ${hint}policies/README.md lists all`];
  }
  return rule.frontDoor
    ? ["the tracing of the front door is never exempted: take the entry out, and switch tracing on"]
    : [];
}

/** The name that has most words in common with it, for its length. */
function nearest(name: string, names: readonly string[]): string | undefined {
  const words = name.toLowerCase().split(/[^a-z0-9]+/);
  const likeness = (other: string): number => {
    const others = other.split("-");
    const common = others.filter((word) => words.includes(word)).length;
    return common / new Set([...words, ...others]).size;
  };
  const best = Math.max(0, ...names.map(likeness));
  return best > 0 ? names.find((each) => likeness(each) === best) : undefined;
}

function faultsOfResource(resource: Value): readonly string[] {
  return isText(resource) && !stackOfPattern(resource)
    ? [
        `resource is ${show(resource)}, but a URN was expected: write urn:pulumi:stack::project::type::name, with * for anything within a part`,
      ]
    : [];
}

function faultsOfExpiry(expires: Value, today: string): readonly string[] {
  if (!isText(expires)) return [];
  const days = daysBetween(today, expires);
  if (days === undefined)
    return [`expires is ${show(expires)}, but a day of the calendar was expected: write one as 2027-01-31`];
  if (days < 0)
    return [
      `expires is ${expires}, but ${today} or later was expected: mend the resource, or ask for the exemption again`,
    ];
  return days > LONGEST
    ? [
        `expires is ${expires}, ${days} days ahead, but at most ${LONGEST} were expected: choose an earlier day`,
      ]
    : [];
}

function faultsOfMatches(matches: Value, resource: Value): readonly string[] {
  if (matches === undefined) return [];
  if (!isCount(matches))
    return [
      `matches is ${show(matches)}, but a whole number from 1 on was expected: write how many resources it is for`,
    ];
  return matches > 1 && isText(resource) && !resource.includes("*")
    ? [`matches is ${matches}, but a URN without * is of one resource: take "matches" out`]
    : [];
}

/** What is exempt twice would be let through by the one when the other runs out. */
function faultsOfTwins({ rule, resource }: Properties, earlier: readonly Value[]): readonly string[] {
  const twin = earlier.findIndex(
    (each) => isProperties(each) && each["rule"] === rule && each["resource"] === resource,
  );
  return twin >= 0 && isText(rule) && isText(resource)
    ? [`entry ${twin + 1} is for the same rule and resource: keep one of the two`]
    : [];
}

function exemptionOf(entry: Properties): Exemption {
  const textOf = (field: (typeof TEXTS)[number]): string => {
    const value = entry[field];
    return isText(value) ? value : "";
  };
  return {
    rule: textOf("rule"),
    resource: textOf("resource"),
    reason: textOf("reason"),
    owner: textOf("owner"),
    ticket: textOf("ticket"),
    expires: textOf("expires"),
    matches: isCount(entry["matches"]) ? entry["matches"] : 1,
  };
}

/** The one that exempts the resource from the rule. */
export function exemptionFor(
  exemptions: readonly Exemption[],
  rule: Rule,
  urn: string,
): Exemption | undefined {
  if (rule.frontDoor) return undefined;
  return exemptions.find((each) => each.rule === rule.name && matches(each.resource, urn));
}

/**
 * Exemptions of this stack that exempted nothing, or more than they say: a sentence each. Those whose URN is of another
 * stack or project are that one's business. `uses` are all that were exempt.
 */
export function misuses(
  exemptions: readonly Exemption[],
  { stack, project }: StackName,
  uses: readonly { readonly rule: string; readonly urn: string; readonly exemption?: Exemption }[],
): readonly string[] {
  return exemptions.flatMap((each) => {
    const place = stackOfPattern(each.resource);
    if (!place || !matches(place.stack, stack) || !matches(place.project, project)) return [];
    const used = new Set(
      uses.filter(({ exemption }) => exemption && isSame(exemption, each)).map(({ urn }) => urn),
    ).size;
    const which = `The exemption of ${each.resource} from ${each.rule} (${each.owner}, ${each.ticket})`;
    if (used === 0)
      return [`${which} exempts nothing: no resource that it names breaks the rule. Take it out.`];
    if (used > each.matches)
      return [
        `${which} is for ${each.matches}, but exempts ${used}: name them more closely, or say "matches": ${used}.`,
      ];
    return [];
  });
}

const isSame = (one: Exemption, other: Exemption) =>
  one.rule === other.rule && one.resource === other.resource;

const isCount = (value: Value): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 1;

const DAY = 86_400_000;

/** Undefined where the second is no day of the calendar. */
function daysBetween(from: string, to: string): number | undefined {
  const end = new Date(`${to}T00:00:00Z`);
  const isDay =
    /^\d{4}-\d{2}-\d{2}$/.test(to) && !Number.isNaN(end.getTime()) && end.toISOString().startsWith(to);
  return isDay ? Math.round((end.getTime() - new Date(`${from}T00:00:00Z`).getTime()) / DAY) : undefined;
}
