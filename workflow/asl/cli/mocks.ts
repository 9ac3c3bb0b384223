/** What tasks answer in `run`, by the name of their state: read from a file, and told one by one. */
import { isList, isObject, isText, type Json, type JsonObject } from "../json";
import { below } from "./source/pointer";

export type Reply = {
  /** Between the call and its end, in virtual time. */
  readonly afterSeconds: number;
  /** A task that waits for its token sends heartbeats meanwhile. */
  readonly heartbeatEverySeconds: number | undefined;
} & (
  | { readonly kind: "return"; readonly value: Json }
  | { readonly kind: "throw"; readonly error: string; readonly cause: string }
  | { readonly kind: "never" }
);

/** For each state, one reply for each call; the last one repeats. */
export type Mocks = ReadonlyMap<string, readonly [Reply, ...Reply[]]>;

export interface MockFault {
  readonly pointer: string;
  readonly message: string;
  readonly mend: string;
}

/** The mocks, or what is wrong with them. `tasks` are the names of the states that may have some. */
export function mocksOf(json: Json, tasks: ReadonlySet<string>): Mocks | readonly MockFault[] {
  if (!isObject(json)) return [fault("", "an object, replies by the name of a state", json, SHAPE)];
  const faults: MockFault[] = [];
  const mocks = new Map<string, readonly [Reply, ...Reply[]]>();
  for (const [state, value] of Object.entries(json)) {
    const pointer = below("", state);
    if (!tasks.has(state))
      faults.push(fault(pointer, "the name of a state that calls a task", state, knownTasks(tasks)));
    const [first, ...rest] = isList(value)
      ? value.map((each, index) => reply(each, below(pointer, index), faults))
      : [reply(value, pointer, faults)];
    if (first) mocks.set(state, [first, ...rest]);
    else faults.push(fault(pointer, "one reply or more", value, SHAPE));
  }
  return faults.length > 0 ? faults : mocks;
}

const SHAPE =
  'Write {"NameOfState": [{"return": …}, {"throw": {"Error": "…", "Cause": "…"}}, {"never": true}]}.';

const knownTasks = (tasks: ReadonlySet<string>): string =>
  tasks.size === 0 ? "No state of this machine calls a task." : `Name one of ${[...tasks].join(", ")}.`;

const fault = (pointer: string, expected: string, found: Json, mend: string): MockFault => ({
  pointer,
  message: `expected ${expected}, found ${shown(found)}`,
  mend,
});

/** Characters. */
const LONGEST_SHOWN = 80;

function shown(json: Json): string {
  const text = JSON.stringify(json);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

const ENDS = ["return", "throw", "never"];
const FIELDS: ReadonlySet<string> = new Set([...ENDS, "afterSeconds", "heartbeatEverySeconds"]);

function reply(json: Json, pointer: string, faults: MockFault[]): Reply {
  const never: Reply = { kind: "never", afterSeconds: 0, heartbeatEverySeconds: undefined };
  if (!isObject(json)) {
    faults.push(fault(pointer, "a reply, as an object", json, SHAPE));
    return never;
  }
  for (const field of Object.keys(json))
    if (!FIELDS.has(field))
      faults.push(fault(below(pointer, field), `one of ${[...FIELDS].join(", ")}`, field, SHAPE));
  const ends = ENDS.filter((field) => Object.hasOwn(json, field));
  if (ends.length !== 1) faults.push(fault(pointer, `one of ${ENDS.join(", ")}`, ends, SHAPE));
  const when = {
    afterSeconds: seconds(json, "afterSeconds", pointer, faults) ?? 0,
    heartbeatEverySeconds: seconds(json, "heartbeatEverySeconds", pointer, faults),
  };
  if (Object.hasOwn(json, "throw"))
    return { ...when, ...thrown(json["throw"] ?? null, below(pointer, "throw"), faults) };
  if (Object.hasOwn(json, "return")) return { ...when, kind: "return", value: json["return"] ?? null };
  if (Object.hasOwn(json, "never") && json["never"] !== true)
    faults.push(fault(below(pointer, "never"), "true", json["never"] ?? null, SHAPE));
  return { ...when, kind: "never" };
}

function seconds(json: JsonObject, field: string, pointer: string, faults: MockFault[]): number | undefined {
  const value = json[field];
  if (value === undefined) return undefined;
  // A heartbeat every 0 s would never let time pass.
  const least = field === "afterSeconds" ? 0 : 1;
  if (typeof value === "number" && value >= least) return value;
  faults.push(
    fault(below(pointer, field), `a number of seconds, ${least} or more`, value, "Write a number."),
  );
  return undefined;
}

function thrown(
  json: Json,
  pointer: string,
  faults: MockFault[],
): { readonly kind: "throw"; readonly error: string; readonly cause: string } {
  const error = isObject(json) ? json["Error"] : undefined;
  const cause = isObject(json) ? (json["Cause"] ?? "") : undefined;
  if (!isText(error) || !isText(cause))
    faults.push(fault(pointer, 'an error, as {"Error": "…", "Cause": "…"}', json, SHAPE));
  return { kind: "throw", error: isText(error) ? error : "", cause: isText(cause) ? cause : "" };
}
