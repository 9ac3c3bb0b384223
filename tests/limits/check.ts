/** Holds what the program gives a resource against what AWS says of the operation that makes it. */
import { isRecord, type Properties } from "../../local/inputs";
import type { Model, Service, Shape } from "./model";
import type { Made } from "./operations";

export interface Held {
  /** What AWS would refuse, by its place. */
  readonly wrong: readonly string[];
  /** Paths of properties, without indices, of which AWS's model says nothing. */
  readonly unheld: readonly string[];
}

const NOTHING: Held = { wrong: [], unheld: [] };

const all = (found: readonly Held[]): Held => ({
  wrong: found.flatMap(({ wrong }) => wrong),
  unheld: [...new Set(found.flatMap(({ unheld }) => unheld))],
});

export function held({ services }: Model, made: Made, inputs: Properties): Held {
  const service = services[made.service];
  const input = service?.operations[made.operation];
  if (!service || input === undefined)
    throw new Error(
      `model.json has no ${made.service} ${made.operation}: make it again (tests/limits/generate.ts).`,
    );
  const start = made.at === undefined ? input : targetOf(service, input, made.at);
  if (start === undefined) throw new Error(`${made.operation} has no ${made.at ?? ""}.`);
  return structure({ service, names: made.names ?? {} }, start, inputs, "");
}

interface Context {
  readonly service: Service;
  readonly names: Readonly<Record<string, string>>;
}

const shapeIn = ({ shapes }: Service, name: string): Shape => {
  const shape = shapes[name];
  if (shape) return shape;
  throw new Error(`model.json has no shape ${name}: make it again (tests/limits/generate.ts).`);
};

/** The shape at the end of a path; lists on the way are taken for what they hold. */
function targetOf(service: Service, from: string, path: string): string | undefined {
  return path.split(".").reduce<string | undefined>((name, step) => {
    if (name === undefined) return undefined;
    const members = Object.entries(shapeIn(service, elementOf(service, name)).members ?? {});
    return members.find(([member]) => member.toLowerCase() === step.toLowerCase())?.[1];
  }, from);
}

function elementOf(service: Service, name: string): string {
  const { type, member } = shapeIn(service, name);
  return type === "list" && member !== undefined ? elementOf(service, member) : name;
}

function structure(context: Context, name: string, value: Properties, path: string): Held {
  const { service, names } = context;
  const targets = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .map(([key, each]) => {
      const inner = path === "" ? key : `${path}.${key}`;
      const to = names[inner] ?? key;
      const [place = to, operation] = to.split(":").reverse();
      const from = operation === undefined ? name : service.operations[operation];
      const target = from === undefined ? undefined : targetOf(service, from, place);
      return { each, inner, target, given: operation === undefined ? to.replace(/\..*/, "") : "" };
    });
  const given = targets.map((target) => target.given.toLowerCase());
  const missing = (shapeIn(service, name).required ?? []).filter((key) => !given.includes(key.toLowerCase()));
  return all([
    { wrong: missing.map((key) => `${path || "it"} has no ${key}, which is required`), unheld: [] },
    ...targets.map(({ each, inner, target }) =>
      target === undefined ? { wrong: [], unheld: [inner] } : against(context, target, each, inner),
    ),
  ]);
}

function against(context: Context, name: string, value: unknown, path: string): Held {
  const shape = shapeIn(context.service, name);
  const limits = beyond(shape, value).map((what) => `${path} ${what}`);
  return all([{ wrong: limits, unheld: [] }, inside(context, name, shape, value, path)]);
}

function inside(context: Context, name: string, shape: Shape, value: unknown, path: string): Held {
  const { type, member, key: keys, value: values } = shape;
  if (type === "list" && member !== undefined) {
    const pairs = isRecord(value) ? pairsOf(context.service, member, value) : undefined;
    // Pulumi writes as a list or a record what AWS knows as a list of one.
    const elements: readonly unknown[] = pairs ?? (Array.isArray(value) ? value : [value]);
    return all(elements.map((each) => against(context, member, each, path)));
  }
  if (Array.isArray(value)) return all(value.map((each) => against(context, name, each, path)));
  if (!isRecord(value)) return NOTHING;
  if (type === "map")
    return all(
      Object.entries(value).flatMap(([key, each]) => [
        against(context, keys ?? "", key, path),
        against(context, values ?? "", each, path),
      ]),
    );
  return structure(context, name, value, path);
}

/** A record where AWS has a list of keys or names with values, such as tags and dimensions. */
function pairsOf(service: Service, member: string, value: Properties): readonly Properties[] | undefined {
  const names = Object.keys(shapeIn(service, member).members ?? {});
  const [key, ...others] = names.filter((name) => name !== "Value" && name !== "value");
  if (key === undefined || others.length > 0 || names.length !== 2) return undefined;
  return Object.entries(value).map(([each, text]) => ({ [key]: each, value: text }));
}

/** What of a shape's limits a value is beyond. */
function beyond({ type, min, max, pattern, enum: values }: Shape, value: unknown): readonly string[] {
  const size = sizeOf(type, value);
  if (size === undefined) return [];
  const unit = { string: " characters", list: " items", map: " entries" }[type] ?? "";
  return [
    ...(min !== undefined && size < min ? [`has ${size}${unit}, at least ${min} is allowed`] : []),
    ...(max !== undefined && size > max ? [`has ${size}${unit}, at most ${max} is allowed`] : []),
    ...(typeof value === "string" && pattern !== undefined && !matches(pattern, value)
      ? [`is ${JSON.stringify(value)}, which does not match ${pattern}`]
      : []),
    ...(typeof value === "string" && values && !values.includes(value)
      ? [`is ${JSON.stringify(value)}, but must be one of ${values.join(", ")}`]
      : []),
  ];
}

function sizeOf(type: string, value: unknown): number | undefined {
  if (type === "string") return typeof value === "string" ? Array.from(value).length : undefined;
  if (type === "list") return Array.isArray(value) ? value.length : undefined;
  if (type === "map") return isRecord(value) ? Object.keys(value).length : undefined;
  if (!["integer", "long", "double", "float"].includes(type)) return undefined;
  return typeof value === "number" || typeof value === "string" ? Number(value) : undefined;
}

/** AWS's patterns are Java's, and of the whole text. */
function matches(pattern: string, value: string): boolean {
  const whole = `^(?:${pattern})$`;
  try {
    return new RegExp(whole, "u").test(value);
  } catch {
    return new RegExp(whole).test(value);
  }
}
