/** Retry and Catch. */
import { SYSTEM_ERRORS } from "../definition";
import { closest } from "./closest";
import { isCount, isList, isText, shown, type JsonObject } from "./json";
import { below, guide, projectRule, spec, type Problem } from "./problem";
import { objectsIn, type CheckedMachine, type CheckedState } from "./view";

export function* errors({ states, options }: CheckedMachine): Iterable<Problem> {
  for (const state of states)
    for (const [field, source] of SOURCES) {
      if (!Object.hasOwn(state.shape?.fields ?? {}, field)) continue;
      const list = listOf(state, field, source);
      yield* statesAll(list);
      yield* repeated(list);
      for (const handler of list.handlers) yield* reserved(handler, list);
      if (field === "Retry" && options.strict)
        for (const { fields, pointer } of list.handlers) yield* delays(fields, pointer);
    }
}

const SOURCES = [
  ["Retry", spec("retrying-after-error")],
  ["Catch", spec("fallback-states")],
] as const;

interface Handler {
  readonly index: number;
  readonly fields: JsonObject;
  readonly names: readonly string[];
  readonly pointer: string;
}

interface Handlers {
  readonly field: "Retry" | "Catch";
  readonly handlers: readonly Handler[];
  /** The index of the last element, also of one that is no object. */
  readonly last: number;
  readonly source: string;
}

function listOf({ fields, pointer }: CheckedState, field: "Retry" | "Catch", source: string): Handlers {
  const list = fields[field];
  const handlers = objectsIn(list).map(([index, handler]) => ({
    index,
    fields: handler,
    names: isList(handler["ErrorEquals"]) ? handler["ErrorEquals"].filter(isText) : [],
    pointer: below(pointer, field, index),
  }));
  return { field, handlers, last: isList(list) ? list.length - 1 : 0, source };
}

/** States.ALL matches every error: what stands beside it or after it would never be looked at. */
function* statesAll({ field, handlers, last, source }: Handlers): Iterable<Problem> {
  for (const { index, names, pointer } of handlers) {
    if (!names.includes("States.ALL")) continue;
    const place = { pointer: below(pointer, "ErrorEquals"), source };
    if (names.length > 1)
      yield {
        ...place,
        rule: "errors/states-all-alone",
        message: `expected States.ALL alone, found ${shown(names)}`,
        mend: "Remove the other names: States.ALL matches them too.",
      };
    if (index < last)
      yield {
        ...place,
        rule: "errors/states-all-last",
        message: `expected States.ALL in the last element of ${field} (${last}), found it in element ${index}`,
        mend: "Move it to the end: what follows it is never looked at.",
      };
  }
}

/** The first element that names an error is the one that handles it. */
function* repeated({ field, handlers, source }: Handlers): Iterable<Problem> {
  const first = new Map<string, number>();
  for (const { index, names, pointer } of handlers)
    for (const [at, name] of names.entries()) {
      const earlier = first.get(name);
      if (earlier === undefined) first.set(name, index);
      else if (earlier < index && name !== "States.ALL")
        yield {
          pointer: below(pointer, "ErrorEquals", at),
          rule: "errors/unreachable",
          message: `expected an error that no earlier element of ${field} handles, found ${shown(name)}, which element ${earlier} does`,
          mend: "Remove the name here or there: only the first that names an error is looked at.",
          source,
        };
    }
}

/** Beside the names of the language: what an HTTP endpoint answered
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html). */
const HTTP_STATUS = /^States\.Http\.StatusCode\.\d{3}$/;

function* reserved({ names, pointer, fields }: Handler, { source }: Handlers): Iterable<Problem> {
  const list = fields["ErrorEquals"];
  for (const name of names) {
    if (!name.startsWith("States.") || HTTP_STATUS.test(name)) continue;
    if (SYSTEM_ERRORS.some((known) => known === name)) continue;
    yield {
      pointer: below(pointer, "ErrorEquals", isList(list) ? list.indexOf(name) : 0),
      rule: "errors/reserved",
      message: `expected the name of an error, found ${shown(name)}: names that begin with States. are the language's own`,
      mend: `Write ${closest(name, SYSTEM_ERRORS) ?? `one of ${SYSTEM_ERRORS.join(", ")}`}, or a name that begins otherwise.`,
      source,
    };
  }
}

const DEFAULT_INTERVAL_SECONDS = 1;

/** AWS takes it, but then no delay ever grows: one of the two numbers was meant otherwise. */
function* delays(retrier: JsonObject, pointer: string): Iterable<Problem> {
  const interval = retrier["IntervalSeconds"] ?? DEFAULT_INTERVAL_SECONDS;
  const most = retrier["MaxDelaySeconds"];
  if (!isCount(interval) || !isCount(most) || most > interval) return;
  yield {
    pointer: below(pointer, "MaxDelaySeconds"),
    rule: "errors/max-delay",
    message: `expected more than IntervalSeconds (${interval}), found ${most}`,
    mend: "Raise MaxDelaySeconds, or remove it and set BackoffRate to 1 for a steady interval.",
    source: projectRule(guide("concepts-error-handling")),
  };
}
