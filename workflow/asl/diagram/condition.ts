/** The condition of a choice rule in words, whatever the query language. */
import { isList, isObject, isText, type Json, type JsonObject } from "../json";
import { enumeration, expression, path } from "./words";

/** Conditions inside of conditions; what is deeper is not said. */
const DEEPEST = 6;

/** `{ Variable: "$.status", StringEquals: "open" }` is `status is "open"`. */
export function condition(rule: JsonObject): string {
  const { Condition } = rule;
  if (isText(Condition)) return expression(Condition);
  if (typeof Condition === "boolean") return Condition ? "always" : "never";
  return comparison(rule, 0).said;
}

interface Said {
  readonly said: string;
  /** How it is put together: decides where parentheses stand. */
  readonly by?: "and" | "or";
}

function comparison(rule: Json, depth: number): Said {
  if (!isObject(rule) || depth > DEEPEST) return { said: "…" };
  const { And, Or, Not } = rule;
  if (isList(And)) return together("and", And, depth);
  if (isList(Or)) return either(Or) ?? together("or", Or, depth);
  if (Not !== undefined) {
    const opposite = negated(Not);
    return { said: opposite ?? `not (${comparison(Not, depth + 1).said})` };
  }
  return { said: compared(rule) ?? "…" };
}

function together(by: "and" | "or", rules: readonly Json[], depth: number): Said {
  const parts = rules.map((rule) => comparison(rule, depth + 1));
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  return {
    said: parts
      .map((part) => (part.by === undefined || part.by === by ? part.said : `(${part.said})`))
      .join(` ${by} `),
    by,
  };
}

/** `format is "JPEG" or "PNG"`. */
function either(rules: readonly Json[]): Said | undefined {
  const all = rules.map((rule) => (isObject(rule) ? equality(rule) : undefined));
  const variable = all[0]?.variable;
  const values = all.flatMap((each) =>
    each === undefined || each.variable !== variable ? [] : [literal(each.value)],
  );
  if (variable === undefined || values.length < 2 || values.length < rules.length) return undefined;
  return { said: `${variable} is ${enumeration(values, "or")}`, by: "or" };
}

function negated(rule: Json): string | undefined {
  const equal = isObject(rule) ? equality(rule) : undefined;
  return equal === undefined ? undefined : `${equal.variable} is not ${literal(equal.value)}`;
}

function equality(rule: JsonObject): { readonly variable: string; readonly value: Json } | undefined {
  const [field, ...others] = operators(rule);
  const value = field === undefined ? undefined : rule[field];
  const equal = field !== undefined && /^(String|Numeric|Boolean|Timestamp)Equals$/.test(field);
  return equal && others.length === 0 && value !== undefined
    ? { variable: variableOf(rule), value }
    : undefined;
}

const operators = (rule: JsonObject): readonly string[] =>
  Object.keys(rule).filter((field) => !["Variable", "Next", "Comment", "Assign", "Output"].includes(field));

function compared(rule: JsonObject): string | undefined {
  const [field = ""] = operators(rule);
  const value = rule[field];
  if (value === undefined) return undefined;
  return `${variableOf(rule)} ${operator(field, value)}`;
}

const variableOf = ({ Variable }: JsonObject): string => (isText(Variable) ? path(Variable) : "input");

const ORDER: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Numeric: { LessThan: "<", LessThanEquals: "≤", GreaterThan: ">", GreaterThanEquals: "≥" },
  String: {
    LessThan: "sorts before",
    LessThanEquals: "sorts before or is",
    GreaterThan: "sorts after",
    GreaterThanEquals: "sorts after or is",
  },
  Timestamp: {
    LessThan: "is before",
    LessThanEquals: "is not after",
    GreaterThan: "is after",
    GreaterThanEquals: "is not before",
  },
};

const KINDS: Readonly<Record<string, string>> = {
  IsNull: "null",
  IsPresent: "there",
  IsNumeric: "a number",
  IsString: "text",
  IsBoolean: "true or false",
  IsTimestamp: "a time",
};

const OPERATOR =
  /^(String|Numeric|Boolean|Timestamp)(Equals|Matches|(?:Less|Greater)Than(?:Equals)?)(Path)?$/;

function operator(field: string, value: Json): string {
  const kind = Object.hasOwn(KINDS, field) ? KINDS[field] : undefined;
  if (kind !== undefined) return value === false ? `is not ${kind}` : `is ${kind}`;
  const [, type = "", order = "", isPath] = OPERATOR.exec(field) ?? [];
  const said = isPath !== undefined && isText(value) ? path(value) : literal(value);
  if (order === "Equals") return `is ${said}`;
  if (order === "Matches") return `is like ${said}`;
  return `${ORDER[type]?.[order] ?? field} ${said}`;
}

const literal = (value: Json): string =>
  typeof value === "object" && value !== null ? "…" : JSON.stringify(value);
