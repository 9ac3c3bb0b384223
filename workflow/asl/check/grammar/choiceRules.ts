/** The Choice Rules of JSONPath: comparisons, and And, Or and Not of them (spec, "Choice State"). */
import { spec } from "../problem";
import { Comment } from "./common";
import {
  flag,
  list,
  numeric,
  object,
  objectTemplate,
  optional,
  referencePath,
  required,
  stateName,
  text,
  timestamp,
  type Alternatives,
  type Field,
  type Kind,
  type Shape,
} from "./kinds";

type Fields = Readonly<Record<string, Field>>;

const language = "JSONPath";

const ORDERINGS = ["Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals"];

const ordered = (type: string, kind: Kind): readonly (readonly [string, Field])[] =>
  ORDERINGS.flatMap((ordering) => [
    [`${type}${ordering}`, optional(kind)] as const,
    [`${type}${ordering}Path`, optional(referencePath)] as const,
  ]);

/** What is compared with what (spec, "Choice State"). */
const COMPARATORS: Fields = {
  ...Object.fromEntries([
    ...ordered("String", text),
    ...ordered("Numeric", numeric),
    ...ordered("Timestamp", timestamp),
  ]),
  BooleanEquals: optional(flag),
  BooleanEqualsPath: optional(referencePath),
  StringMatches: optional(text),
  IsNull: optional(flag),
  IsPresent: optional(flag),
  IsNumeric: optional(flag),
  IsString: optional(flag),
  IsBoolean: optional(flag),
  IsTimestamp: optional(flag),
};

export const COMPARISONS: readonly string[] = Object.keys(COMPARATORS);

const OPERATORS: readonly Alternatives[] = [{ of: [...COMPARISONS, "And", "Or", "Not"], needed: true }];

/** A rule holds rules: what they look like is asked for when one is read. */
const rules: Kind = {
  ...list(1),
  get elements() {
    return NESTED_RULE;
  },
};
const rule: Kind = {
  ...object,
  get object() {
    return NESTED_RULE;
  },
};

const conditions: Fields = {
  Comment,
  Variable: optional(referencePath),
  ...COMPARATORS,
  And: optional(rules),
  Or: optional(rules),
  Not: optional(rule),
};

const NESTED_RULE: Shape = {
  name: "A nested Choice Rule",
  language,
  fields: conditions,
  alternatives: OPERATORS,
  source: spec("choice-state"),
};

export const CHOICE_RULE: Shape = {
  name: "A Choice Rule",
  language,
  fields: { ...conditions, Next: required(stateName), Assign: optional(objectTemplate) },
  alternatives: OPERATORS,
  source: spec("choice-state"),
};
