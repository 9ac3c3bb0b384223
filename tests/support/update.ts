/**
 * A transition, evaluated as DynamoDB evaluates an UpdateItem with a condition
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html).
 * tests/handlers/expressions.spec.ts compares it with a DynamoDB server. Texts are compared as UTF-16, DynamoDB
 * compares their bytes: the same order for what is compared here, timestamps and words.
 */
import {
  isIncident,
  type Change,
  type Condition,
  type Incident,
  type Path,
  type Transition,
} from "../../workflow/incident";

type Attributes = Readonly<Record<string | number, unknown>>;

const isMap = (value: unknown): value is Attributes =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/**
 * The incident after the change; undefined where a condition does not hold. What does not change is shared with the
 * incident given.
 * @throws ValidationException where the update is none: a path that leads nowhere, or two that overlap
 */
export function updated(incident: Incident, { conditions, changes }: Transition): Incident | undefined {
  assertApart(changes.map(pathOf));
  if (!conditions.every((condition) => holds(incident, condition))) return undefined;
  // Operands are read from the item as it was: the order of the changes does not matter.
  const after = changes.reduce<unknown>(
    (item, change) => write(item, pathOf(change), result(incident, change)),
    incident,
  );
  if (isIncident(after)) return after;
  throw invalid("the item is no incident any more");
}

function holds(item: unknown, condition: Condition): boolean {
  const value = read(item, condition.path);
  switch (condition.is) {
    case "absent":
      return value === undefined;
    case "one-of":
      return typeof value === "string" && condition.values.includes(value);
    case "after":
      return typeof value === "string" && value > condition.time;
    case "not-after":
      return typeof value === "string" && value <= condition.time;
    case "holds":
      // Of a text, DynamoDB looks for a part:
      // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
      return isList(value) || typeof value === "string" ? value.includes(condition.value) : false;
    case "shorter-than":
      // Of whatever has a size: lists, maps and texts.
      return sizeOf(value) < condition.length;
  }
}

function sizeOf(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (isList(value)) return value.length;
  return isMap(value) ? Object.keys(value).length : NaN;
}

/** What a change puts at its path; undefined removes what is there. */
function result(item: unknown, change: Change): unknown {
  if ("set" in change) return change.value ?? throwInvalid("a value is not defined");
  if ("remove" in change) return undefined;
  const operand = read(item, pathOf(change));
  if ("append" in change)
    return isList(operand) ? [...operand, ...change.values] : throwInvalid("there is no list");
  return typeof operand === "number" ? operand + 1 : throwInvalid("there is no number");
}

function pathOf(change: Change): Path {
  if ("set" in change) return change.set;
  if ("append" in change) return change.append;
  if ("increment" in change) return change.increment;
  return change.remove;
}

const read = (item: unknown, path: Path): unknown =>
  path.reduce((value, name) => (isMap(value) && Object.hasOwn(value, name) ? value[name] : undefined), item);

function write(item: unknown, [name, ...rest]: Path, value: unknown): unknown {
  if (name === undefined) return value;
  if (!isMap(item)) return throwInvalid("the path leads nowhere");
  const { [name]: old, ...others } = item;
  const inside = write(old, rest, value);
  return inside === undefined ? others : { ...item, [name]: inside };
}

function assertApart(paths: readonly Path[]): void {
  const texts = paths.map((path) => `${path.join("\n")}\n`);
  if (texts.some((text, index) => texts.some((other, at) => at !== index && other.startsWith(text))))
    throw invalid("two paths overlap");
}

const invalid = (what: string): Error =>
  Object.assign(new Error(`The update is not valid: ${what}.`), { name: "ValidationException" });

function throwInvalid(what: string): never {
  throw invalid(what);
}
