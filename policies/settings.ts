/** What a project may set, by stack: policies/config.json. The defaults are the strictest. */
import { GROUPS, type Group } from "./rule";
import {
  cut,
  isList,
  isProperties,
  isText,
  parsed,
  show,
  toValue,
  type Properties,
  type Value,
} from "./value";

/** A thing that is let through, and why. */
export interface Reasoned {
  readonly reason: string;
}

export interface Settings {
  /** Days that every log group must keep its logs at least. */
  readonly minimumRetentionDays: number;
  /** Whether tables must refuse to be deleted. */
  readonly deletionProtection: boolean;
  /** Routes that the gateway lets everybody use, as `GET /path/{parameter}`: public, or guarded by the program. */
  readonly openRoutes: readonly (Reasoned & { readonly route: string })[];
  /** Actions that know no resources, for which `"Resource": "*"` stands, beside those of X-Ray. */
  readonly actionsWithoutResources: readonly (Reasoned & { readonly action: string })[];
  /** Types of which an account holds few, and that another stack manages. */
  readonly managedElsewhere: readonly (Reasoned & { readonly type: string })[];
}

/** 365 days: Checkov CKV_AWS_338. */
export const STRICTEST: Settings = {
  minimumRetentionDays: 365,
  deletionProtection: true,
  openRoutes: [],
  actionsWithoutResources: [],
  managedElsewhere: [],
};

export const LEVELS = ["mandatory", "advisory", "disabled", "remediate"] as const;
export type Level = (typeof LEVELS)[number];

export interface Configuration {
  readonly levels: Readonly<Partial<Record<Group, Level>>>;
  readonly settings: Settings;
  /** What is wrong with the file, a sentence each. */
  readonly faults: readonly string[];
}

const listOf = (field: string) => ({
  type: "array" as const,
  items: {
    type: "object" as const,
    properties: { [field]: { type: "string" as const }, reason: { type: "string" as const } },
    required: [field, "reason"],
  },
});

/** JSON schema of each, for `--policy-pack-config`. */
export const PARAMETERS = {
  minimumRetentionDays: { type: "integer" as const, minimum: 1 },
  deletionProtection: { type: "boolean" as const },
  openRoutes: listOf("route"),
  actionsWithoutResources: listOf("action"),
  managedElsewhere: listOf("type"),
};

/**
 * The settings with those over them that `--policy-pack-config` gives for a policy. The engine refuses what is against
 * the schema; what gets past it and is wrong is at its strictest.
 */
export const withParameters = (settings: Settings, given: unknown): Settings => {
  const values = toValue(given);
  return isProperties(values) ? readSettings(values, settings, "").settings : settings;
};

/**
 * Reads the file's text: `{ "default": {…}, "stacks": { "dev": {…} } }`, where each holds settings, and levels by group
 * under `groups`; a stack's stand over the default ones. Whatever is wrong in it is at its strictest; what is wrong for
 * another stack is told too.
 */
export function readConfiguration(json: string, stack: string): Configuration {
  const file = parsed(json);
  if (!isProperties(file)) {
    const found = file === undefined ? "no JSON" : show(file);
    return {
      ...NOTHING_SET,
      faults: [`config.json is ${found}, but an object was expected: write {} for the strictest.`],
    };
  }
  const { default: common = {}, stacks = {}, ...stray } = file;
  const shared = readPart(common, "default", NOTHING_SET);
  const ofStacks = isProperties(stacks)
    ? Object.entries(stacks).map(([name, part]) => ({
        name,
        ...readPart(part, `stacks.${name}`, shared),
      }))
    : [];
  const { levels, settings } = isProperties(stacks)
    ? (ofStacks.find(({ name }) => name === stack) ?? shared)
    : NOTHING_SET;
  return {
    levels,
    settings,
    faults: [
      ...Object.keys(stray).map(
        (key) => `config.json, ${cut(key)}: only "default" and "stacks" were expected: take it out.`,
      ),
      ...shared.faults,
      ...(isProperties(stacks)
        ? []
        : [
            `config.json, stacks is ${show(stacks)}, but an object was expected: write settings by stack, or take it out.`,
          ]),
      ...ofStacks.flatMap(({ faults }) => faults),
    ],
  };
}

const NOTHING_SET: Configuration = { levels: {}, settings: STRICTEST, faults: [] };

/** Levels and settings over those of `base`; its own faults only. */
function readPart(part: Value, place: string, base: Configuration): Configuration {
  if (!isProperties(part))
    return {
      ...NOTHING_SET,
      faults: [`config.json, ${cut(place)} is ${show(part)}, but an object was expected: write settings.`],
    };
  const { groups = {}, ...rest } = part;
  const levels = readLevels(groups, base.levels, `config.json, ${cut(place)}.groups`);
  const settings = readSettings(rest, base.settings, `config.json, ${cut(place)}.`);
  return { ...levels, ...settings, faults: [...levels.faults, ...settings.faults] };
}

function readLevels(
  groups: Value,
  base: Configuration["levels"],
  place: string,
): Pick<Configuration, "levels" | "faults"> {
  if (!isProperties(groups))
    return {
      levels: {},
      faults: [`${place} is ${show(groups)}, but an object was expected: write levels by group.`],
    };
  const entries = Object.entries(groups).map(([group, level]) => ({
    group,
    level,
    fault: faultOfLevel(group, level),
  }));
  return {
    levels: {
      ...base,
      ...Object.fromEntries(
        entries
          .filter(({ group }) => Object.hasOwn(GROUPS, group))
          .map(({ group, level, fault }) => [group, fault === undefined ? level : "mandatory"]),
      ),
    },
    faults: entries.flatMap(({ group, fault }) =>
      fault === undefined ? [] : [`${place}.${cut(group)} ${fault}.`],
    ),
  };
}

function faultOfLevel(group: string, level: Value): string | undefined {
  if (!Object.hasOwn(GROUPS, group)) return `is no group: those are ${Object.keys(GROUPS).join(", ")}`;
  if (!LEVELS.some((each) => each === level))
    return `is ${show(level)}, but a level was expected: write ${LEVELS.join(", ")}`;
  if (group === "tracing" && level !== "mandatory" && level !== "remediate")
    return `is ${show(level)}, but tracing is what the pack is for: write mandatory or remediate`;
  return level === "remediate" && group !== "tracing"
    ? 'is "remediate", but only tracing can be remedied: write mandatory, advisory or disabled'
    : undefined;
}

/** How a setting is read: what of it holds, and what is wrong with it, as "is …, but … was expected: …". */
interface Reading {
  readonly value: Value;
  readonly faults: readonly string[];
}

type Reader = (value: Value) => Reading;

const one =
  (expected: string, strictest: Value, fits: (value: Value) => boolean): Reader =>
  (value) =>
    fits(value)
      ? { value, faults: [] }
      : { value: strictest, faults: [` is ${show(value)}, but ${expected} was expected`] };

/** What is let through is named by a field of that form. */
interface Form {
  readonly field: string;
  readonly pattern: RegExp;
  readonly example: string;
}

const shape = ({ field, example }: Form) => `{ "${field}": "${example}", "reason": "…" }`;

/** Entries that are wrong let nothing through; the others hold. */
const reasoned =
  (form: Form): Reader =>
  (value) => {
    if (!isList(value))
      return { value: [], faults: [` is ${show(value)}, but a list was expected: write [${shape(form)}]`] };
    const faults = value.map((entry, index) => faultsOfEntry(entry, value.slice(0, index), form));
    return {
      value: value.filter((_, index) => faults[index]?.length === 0),
      faults: faults.flatMap((each, index) => each.map((fault) => `, entry ${index + 1}${fault}`)),
    };
  };

function faultsOfEntry(entry: Value, earlier: readonly Value[], form: Form): readonly string[] {
  if (!isProperties(entry)) return [` is ${show(entry)}, but an object was expected: write ${shape(form)}`];
  const { field, pattern, example } = form;
  const { [field]: name, reason, ...stray } = entry;
  const twin = earlier.findIndex((each) => isProperties(each) && each[field] === name);
  return [
    ...(isText(name) && pattern.test(name)
      ? []
      : [`: ${field} is ${show(name)}, but one such as ${example} was expected`]),
    ...(isText(reason) ? [] : [`: reason is ${show(reason)}, but a text that says something was expected`]),
    ...Object.keys(stray).map((key) => `: ${show(key)} is none of its fields: write ${shape(form)}`),
    ...(twin >= 0 && isText(name) ? [`: entry ${twin + 1} has the same ${field}: keep one of the two`] : []),
  ];
}

const READERS: Readonly<Record<keyof Settings, Reader>> = {
  minimumRetentionDays: one(
    "a whole number from 1 on",
    STRICTEST.minimumRetentionDays,
    (value) => typeof value === "number" && Number.isInteger(value) && value >= 1,
  ),
  deletionProtection: one(
    "true or false",
    STRICTEST.deletionProtection,
    (value) => typeof value === "boolean",
  ),
  openRoutes: reasoned({
    field: "route",
    pattern: /^[A-Z]+ \/\S*$/,
    example: "GET /path/{parameter}",
  }),
  actionsWithoutResources: reasoned({
    field: "action",
    // A star would let through what nobody has thought of.
    pattern: /^[a-z0-9-]+:[A-Za-z0-9]+$/,
    example: "logs:DescribeLogGroups",
  }),
  managedElsewhere: reasoned({
    field: "type",
    pattern: /^[\w-]+:[\w/-]+:\w+$/,
    example: "aws:xray/resourcePolicy:ResourcePolicy",
  }),
};

const isSetting = (name: string): name is keyof Settings => Object.hasOwn(READERS, name);

function readSettings(
  given: Properties,
  base: Settings,
  place: string,
): Pick<Configuration, "settings" | "faults"> {
  const read = Object.entries(given).map(([name, value]) =>
    isSetting(name)
      ? { name, ...READERS[name](value) }
      : { name, faults: [` is no setting: those are ${Object.keys(READERS).join(", ")}`] },
  );
  return {
    settings: {
      ...base,
      ...Object.fromEntries(read.flatMap((each) => ("value" in each ? [[each.name, each.value]] : []))),
    },
    faults: read.flatMap(({ name, faults }) => faults.map((fault) => `${place}${cut(name)}${fault}.`)),
  };
}
