/** Exceptions that somebody answers for: policies/exemptions.json. Whatever is wrong in it exempts nothing. */
import type { Rule } from "./rule";
import type { StackName } from "./urn";
import { at, isList, isProperties, show, toValue, type Properties, type Value } from "./value";

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
  if (!isList(entries))
    return { valid: [], faults: ["exemptions.json is no JSON list: write [] where nothing is exempt."] };
  const read = entries.map((entry, index) => readEntry(entry, index, rules, today));
  const valid = read.flatMap(({ exemption }) => (exemption ? [exemption] : []));
  const twice = valid.filter((each, index) => valid.slice(0, index).some((other) => isSame(each, other)));
  return {
    valid: valid.filter((each) => !twice.includes(each)),
    faults: [
      ...read.flatMap(({ faults }) => faults),
      ...twice.map(
        ({ rule, resource }) =>
          `exemptions.json exempts ${resource} from ${rule} twice: keep one of the two.`,
      ),
    ],
  };
}

function readEntry(
  entry: Value,
  index: number,
  rules: readonly Rule[],
  today: string,
): { readonly exemption?: Exemption; readonly faults: readonly string[] } {
  const place = `exemptions.json, entry ${index + 1}`;
  if (!isProperties(entry)) return { faults: [`${place} is ${show(entry)}: an object was expected.`] };
  const missing = TEXTS.filter((field) => !isText(at(entry, field)));
  const stray = Object.keys(entry).filter((field) => !FIELDS.includes(field));
  const faults = [
    ...missing.map((field) => `${field} is ${show(entry[field])}, but a text was expected`),
    ...stray.map((field) => `${field} is no field of an exemption: those are ${FIELDS.join(", ")}`),
  ];
  if (missing.length === 0) faults.push(...faultsIn(entry, rules, today));
  return faults.length > 0
    ? { faults: faults.map((fault) => `${place} (${label(entry)}): ${fault}.`) }
    : { exemption: exemptionOf(entry), faults: [] };
}

const label = (entry: Properties) => (isText(entry["rule"]) ? entry["rule"] : "no rule");

function faultsIn(entry: Properties, rules: readonly Rule[], today: string): readonly string[] {
  const { matches } = entry;
  const [name, resource, expires] = [
    textOf(entry, "rule"),
    textOf(entry, "resource"),
    textOf(entry, "expires"),
  ];
  const rule = rules.find((each) => each.name === name);
  const days = daysBetween(today, expires);
  const isPattern = resource.includes("*");
  return [
    ...(rule ? [] : [`there is no rule of that name: policies/README.md lists them`]),
    ...(rule?.frontDoor
      ? ["the tracing of a front door is never exempt: take the entry out and switch tracing on"]
      : []),
    ...(URN_PATTERN.test(resource)
      ? []
      : [
          `resource is ${show(resource)}, but a URN was expected, as urn:pulumi:stack::project::type::name, * for anything within a part`,
        ]),
    ...(days === undefined ? [`expires is ${show(expires)}, but a day was expected, as 2027-01-31`] : []),
    ...(days !== undefined && days < 0
      ? [`it expired on ${expires}: mend the resource, or ask for it again`]
      : []),
    ...(days !== undefined && days > LONGEST
      ? [
          `expires is ${expires}, ${days} days ahead, but at most ${LONGEST} are allowed: choose an earlier day`,
        ]
      : []),
    ...(matches === undefined || isCount(matches)
      ? []
      : [`matches is ${show(matches)}, but a whole number from 1 on was expected`]),
    ...(isCount(matches) && matches > 1 && !isPattern
      ? [`matches is ${matches}, but a URN without * is one resource`]
      : []),
  ];
}

function textOf(entry: Properties, field: (typeof TEXTS)[number]): string {
  const value = entry[field];
  return isText(value) ? value : "";
}

function exemptionOf(entry: Properties): Exemption {
  return {
    rule: textOf(entry, "rule"),
    resource: textOf(entry, "resource"),
    reason: textOf(entry, "reason"),
    owner: textOf(entry, "owner"),
    ticket: textOf(entry, "ticket"),
    expires: textOf(entry, "expires"),
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
    const [, ofStack = "", ofProject = ""] = URN_PATTERN.exec(each.resource) ?? [];
    if (!matches(ofStack, stack) || !matches(ofProject, project)) return [];
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

/** `**` stands alone for stack and project too. */
const URN_PATTERN = /^urn:pulumi:([^:\s]+)::([^:\s]+)::(?:[^\s]+::[^\s]+|\*\*)$/;

/** Whether a pattern fits a text; in time linear in both for each star. */
export function matches(pattern: string, text: string): boolean {
  const pieces = pattern.split(/(\*{1,2})/);
  // The places in the text that the pieces so far can end at.
  let ends = new Set([0]);
  for (const piece of pieces) {
    const next = new Set<number>();
    for (const end of ends) {
      if (piece === "**") for (let to = end; to <= text.length; to++) next.add(to);
      else if (piece === "*")
        for (let to = end; to <= text.length && !text.slice(end, to).includes("::"); to++) next.add(to);
      else if (text.startsWith(piece, end)) next.add(end + piece.length);
    }
    ends = next;
  }
  return ends.has(text.length);
}

function parsed(json: string): Value {
  try {
    return toValue(JSON.parse(json));
  } catch {
    return undefined;
  }
}

const isText = (value: Value): value is string => typeof value === "string" && value.trim() !== "";
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
