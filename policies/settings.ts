/** What a project may set, by stack: policies/config.json. The defaults are the strictest. */
import { GROUPS, type Group } from "./rule";
import { isList, isProperties, show, toValue, type Properties, type Value } from "./value";

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

/** The settings with those over them that are given and sound; what is not is as if it were not given. */
export const withParameters = (settings: Settings, given: unknown): Settings => {
  const values = toValue(given);
  return isProperties(values) ? readSettings(values, settings, "").settings : settings;
};

/**
 * Reads the file's text: `{ "default": {…}, "stacks": { "dev": {…} } }`, where each holds settings, and levels by group
 * under `groups`; a stack's stand over the default ones.
 */
export function readConfiguration(json: string, stack: string): Configuration {
  const file = parsed(json);
  if (!isProperties(file))
    return {
      levels: {},
      settings: STRICTEST,
      faults: ["config.json is no JSON object: write {} for the strictest."],
    };
  const { default: common = {}, stacks = {}, ...stray } = file;
  const own = isProperties(stacks) && Object.hasOwn(stacks, stack) ? stacks[stack] : {};
  const first = readPart(common, "default", { levels: {}, settings: STRICTEST, faults: [] });
  const second = readPart(own, `stacks.${stack}`, first);
  return {
    ...second,
    faults: [
      ...Object.keys(stray).map((key) => `config.json, ${key}: only "default" and "stacks" were expected.`),
      ...(isProperties(stacks)
        ? []
        : [`config.json, stacks is ${show(stacks)}: an object by stack was expected.`]),
      ...second.faults,
    ],
  };
}

function readPart(part: Value, place: string, over: Configuration): Configuration {
  if (!isProperties(part))
    return {
      ...over,
      faults: [...over.faults, `config.json, ${place} is ${show(part)}: an object was expected.`],
    };
  const { groups = {}, ...rest } = part;
  const { levels, faults: wrongLevels } = readLevels(groups, place);
  const { settings, faults: wrongSettings } = readSettings(rest, over.settings, `config.json, ${place}.`);
  return {
    levels: { ...over.levels, ...levels },
    settings,
    faults: [...over.faults, ...wrongLevels, ...wrongSettings],
  };
}

function readLevels(groups: Value, place: string): Pick<Configuration, "levels" | "faults"> {
  if (!isProperties(groups))
    return {
      levels: {},
      faults: [`config.json, ${place}.groups is ${show(groups)}: levels by group were expected.`],
    };
  const entries = Object.entries(groups).map(([group, level]) => {
    const fault = faultOfLevel(group, level);
    return { group, level, fault: fault && `config.json, ${place}.groups.${group} ${fault}.` };
  });
  return {
    levels: Object.fromEntries(entries.flatMap(({ group, level, fault }) => (fault ? [] : [[group, level]]))),
    faults: entries.flatMap(({ fault }) => (fault === undefined ? [] : [fault])),
  };
}

function faultOfLevel(group: string, level: Value): string | undefined {
  if (!Object.hasOwn(GROUPS, group)) return `is no group: those are ${Object.keys(GROUPS).join(", ")}`;
  if (!LEVELS.some((each) => each === level))
    return `is ${show(level)}, but one of ${LEVELS.join(", ")} was expected`;
  if (group === "tracing" && level !== "mandatory" && level !== "remediate")
    return `is ${show(level)}, but tracing is what the pack is for: mandatory or remediate was expected`;
  return level === "remediate" && group !== "tracing"
    ? "is remediate, but only tracing can be remedied"
    : undefined;
}

interface Kind {
  readonly says: string;
  readonly fits: (value: Value) => boolean;
}

const reasoned = (field: string): Kind => ({
  says: `a list of { ${field}, reason } was expected, both texts`,
  fits: (value) =>
    isList(value) &&
    value.every(
      (each) =>
        isProperties(each) && isText(each[field]) && isText(each["reason"]) && Object.keys(each).length === 2,
    ),
});

const KINDS: Readonly<Record<keyof Settings, Kind>> = {
  minimumRetentionDays: {
    says: "a whole number from 1 on was expected",
    fits: (value) => typeof value === "number" && Number.isInteger(value) && value >= 1,
  },
  deletionProtection: { says: "true or false was expected", fits: (value) => typeof value === "boolean" },
  openRoutes: reasoned("route"),
  actionsWithoutResources: reasoned("action"),
  managedElsewhere: reasoned("type"),
};

const isSetting = (name: string): name is keyof Settings => Object.hasOwn(KINDS, name);

function readSettings(
  given: Properties,
  over: Settings,
  place: string,
): Pick<Configuration, "settings" | "faults"> {
  const wrong = Object.entries(given).filter(([name, value]) => !isSetting(name) || !KINDS[name].fits(value));
  const right = Object.entries(given).filter((entry) => !wrong.some(([name]) => name === entry[0]));
  return {
    settings: { ...over, ...Object.fromEntries(right) },
    faults: wrong.map(([name, value]) =>
      isSetting(name)
        ? `${place}${name} is ${show(value)}, but ${KINDS[name].says}.`
        : `${place}${name} is no setting: those are ${Object.keys(KINDS).join(", ")}.`,
    ),
  };
}

const isText = (value: Value): value is string => typeof value === "string" && value.trim() !== "";

function parsed(json: string): Value {
  try {
    return toValue(JSON.parse(json));
  } catch {
    return undefined;
  }
}
