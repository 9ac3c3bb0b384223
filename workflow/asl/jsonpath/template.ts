/** Payload templates (spec, "Payload Template"): JSON in which a field `name.$` holds a path or an intrinsic function. */
import { isList, isObject, isText, type Json } from "../json";
import { evaluateIntrinsic, type Chance } from "./call";
import { evaluatePath, type Data, type Value } from "./evaluate";
import { mentionsIntrinsic, parseIntrinsic, type Intrinsic } from "./intrinsic";
import { parsePath } from "./parsePath";
import type { Path } from "./path";
import type { Fault } from "./reader";
import { shown } from "./values";

/** What may stand where a value is computed. */
export type Expression =
  { readonly kind: "path"; readonly path: Path } | { readonly kind: "call"; readonly call: Intrinsic };

export function parseExpression(text: string): Expression | Fault {
  if (mentionsIntrinsic(text)) {
    const call = parseIntrinsic(text);
    return "fault" in call ? call : { kind: "call", call };
  }
  const path = parsePath(text);
  return "fault" in path ? path : { kind: "path", path };
}

/** A template that was read. */
export type Template =
  | { readonly kind: "constant"; readonly value: Json }
  | { readonly kind: "list"; readonly items: readonly Template[] }
  | { readonly kind: "object"; readonly fields: readonly (readonly [name: string, value: Template])[] }
  /** `field` is the name as it is written: `id.$`. */
  | { readonly kind: "computed"; readonly field: string; readonly expression: Expression };

/** Where in a template: names of fields as they are written, and indexes. */
export type Place = readonly (string | number)[];

export interface TemplateFault extends Fault {
  readonly at: Place;
}

/** The template, or all its faults. */
export function parseTemplate(json: Json): Template | { readonly faults: readonly TemplateFault[] } {
  const faults: TemplateFault[] = [];
  const template = read(json, [], (fault) => faults.push(fault));
  return faults.length > 0 ? { faults } : template;
}

/** Each computed field, right or wrong. */
export function* expressionsIn(
  json: Json,
  at: Place = [],
): Iterable<{ readonly at: Place; readonly text: Json; readonly expression: Expression | Fault }> {
  if (isList(json)) for (const [index, item] of json.entries()) yield* expressionsIn(item, [...at, index]);
  else if (isObject(json)) {
    for (const [field, text] of Object.entries(json)) {
      if (isComputed(field)) yield { at: [...at, field], text, expression: expressionOf(field, text) };
      else yield* expressionsIn(text, [...at, field]);
    }
  }
}

const isComputed = (field: string): boolean => field.endsWith(".$");

const expressionOf = (field: string, text: Json): Expression | Fault =>
  isText(text)
    ? parseExpression(text)
    : {
        fault: `expected a path or an intrinsic function, because "${field}" ends in .$; found ${shown(text)}`,
      };

const constant = (value: Json): Template => ({ kind: "constant", value });

function read(json: Json, at: Place, report: (fault: TemplateFault) => void): Template {
  if (isList(json)) {
    const items = json.map((item, index) => read(item, [...at, index], report));
    return items.every(isConstant) ? constant(json) : { kind: "list", items };
  }
  if (!isObject(json)) return constant(json);
  const fields = Object.entries(json).map(([field, value]) =>
    readField(field, value, [...at, field], report),
  );
  for (const field of Object.keys(json))
    if (isComputed(field) && Object.hasOwn(json, field.slice(0, -2)))
      report({ at: [...at, field], fault: `"${field.slice(0, -2)}" is there twice: with .$ and without` });
  return fields.every(([, value]) => isConstant(value)) ? constant(json) : { kind: "object", fields };
}

function readField(
  field: string,
  value: Json,
  at: Place,
  report: (fault: TemplateFault) => void,
): readonly [string, Template] {
  if (!isComputed(field)) return [field, read(value, at, report)];
  const expression = expressionOf(field, value);
  if ("fault" in expression) {
    report({ at, ...expression });
    return [field, constant(null)];
  }
  return [field.slice(0, -2), { kind: "computed", field, expression }];
}

const isConstant = ({ kind }: Template): boolean => kind === "constant";

/** Why there is no value: a path that found nothing, or a function that failed. */
export interface EvaluationFault extends Fault {
  readonly failed: "path" | "intrinsic";
}

export function fillTemplate(template: Template, data: Data, chance: Chance): Value | EvaluationFault {
  switch (template.kind) {
    case "constant":
      return template;
    case "computed":
      return evaluateField(template.field, template.expression, data, chance);
    case "list": {
      const items: Json[] = [];
      for (const item of template.items) {
        const filled = fillTemplate(item, data, chance);
        if ("fault" in filled) return filled;
        items.push(filled.value);
      }
      return { value: items };
    }
    case "object": {
      const fields: [string, Json][] = [];
      for (const [name, value] of template.fields) {
        const filled = fillTemplate(value, data, chance);
        if ("fault" in filled) return filled;
        fields.push([name, filled.value]);
      }
      return { value: Object.fromEntries(fields) };
    }
  }
}

/** The value for a field of that name, with the fault in the words of Step Functions. */
export function evaluateField(
  field: string,
  expression: Expression,
  data: Data,
  chance: Chance,
): Value | EvaluationFault {
  if (expression.kind === "path") {
    const found = evaluatePath(expression.path, data);
    if (!("fault" in found)) return found;
    const { text, root } = expression.path;
    const where = root === "context" ? data.context : data.input;
    const fault =
      typeof root === "object" && !Object.hasOwn(data.variables, root.variable)
        ? `The variable '${root.variable}' referenced by the JSONPath '${text}' specified for the field '${field}' has no value`
        : `The JSONPath '${text}' specified for the field '${field}' could not be found in the input '${shown(where)}'`;
    return { fault, failed: "path" };
  }
  const found = evaluateIntrinsic(expression.call, data, chance);
  if (!("fault" in found)) return found;
  return {
    fault: `The function '${expression.call.text}' had the following error: ${found.fault}`,
    failed: found.missing ? "path" : "intrinsic",
  };
}
