/** An execution as text: for people, one line for each event; for programs, JSON. */
import { isObject, isText, type Json, type JsonObject } from "../json";
import type { Executed } from "./execute";
import { oneLine } from "./report";

/** Everything that is known; the events are shaped as GetExecutionHistory answers them. */
export function executionJson({ status, output, error, cause, events, tokens }: Executed): string {
  const json = JSON.stringify(
    {
      status,
      ...(output !== undefined && { output: JSON.parse(output) as Json }),
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
      events,
    },
    null,
    2,
  );
  return `${withoutTokens(json, tokens)}\n`;
}

/** Tokens are random, and secrets. */
const withoutTokens = (text: string, tokens: readonly string[]): string =>
  tokens.reduce((shown, token) => shown.replaceAll(token, "(task token)"), text);

/** Time since the start, event, state, data; then how it ended. */
export function executionText(executed: Executed): string {
  const rows = rowsOf(executed);
  const widest = (column: 0 | 1 | 2) => Math.max(0, ...rows.map((row) => row[column].length));
  const [time, type, state] = [widest(0), widest(1), widest(2)];
  return [
    ...rows.map((row) =>
      `${row[0].padStart(time)}  ${row[1].padEnd(type)}  ${row[2].padEnd(state)}  ${row[3]}`.trimEnd(),
    ),
    "",
    withoutTokens(`${executed.status}${ending(executed)}`, executed.tokens),
    "",
  ].join("\n");
}

type Row = readonly [time: string, type: string, state: string, data: string];

function rowsOf({ startDate, events, tokens }: Executed): readonly Row[] {
  const states = new Map<number, string>();
  return events.map((event) => {
    // As text and back: an event of any type is read alike.
    const plain = JSON.parse(withoutTokens(JSON.stringify(event), tokens)) as JsonObject;
    const details = Object.entries(plain).find(([name]) => name.endsWith("EventDetails"))?.[1];
    const fields = isObject(details) ? details : {};
    const own = /State(Entered|Exited)$/.test(event.type) ? fields["name"] : undefined;
    const state = isText(own)
      ? own
      : event.type.startsWith("Execution")
        ? ""
        : (states.get(event.previousEventId) ?? "");
    states.set(event.id, event.type.endsWith("StateExited") ? "" : state);
    return [
      offset(event.timestamp.getTime() - startDate.getTime()),
      event.type,
      oneLine(state),
      cut(oneLine(dataOf(fields))),
    ];
  });
}

/** The data of an event: what it is about, an error with its cause, anything else by its name. */
function dataOf({ error, cause, ...others }: JsonObject): string {
  const fields = Object.entries(others).filter(([name, value]) => !NOT_SHOWN.has(name) && !isObject(value));
  const alone = fields.flatMap(([name, value]) => (ALONE.has(name) && isText(value) ? [value] : []));
  const named = fields.flatMap(([name, value]) =>
    ALONE.has(name) && isText(value) ? [] : [`${name} ${JSON.stringify(value)}`],
  );
  const failed = error === undefined && cause === undefined ? [] : [failure(words(error), words(cause))];
  return [...alone, ...failed, ...named].join(" ");
}

/** Shown elsewhere, or the same in every event. */
const NOT_SHOWN: ReadonlySet<string> = new Set(["name", "roleArn", "region", "state"]);

/** Said without their names. */
const ALONE: ReadonlySet<string> = new Set(["input", "output", "parameters", "resource", "resourceType"]);

const words = (value: Json | undefined): string | undefined =>
  value === undefined || isText(value) ? value : JSON.stringify(value);

const failure = (error: string | undefined, cause: string | undefined): string =>
  `${error ?? "(no error)"}${cause ? `: ${cause}` : ""}`;

function ending({ output, error, cause }: Executed): string {
  if (output !== undefined) return ` ${oneLine(output)}`;
  return error === undefined && cause === undefined ? "" : ` ${oneLine(failure(error, cause))}`;
}

/** Characters. */
const LONGEST_DATA = 120;

const cut = (text: string): string =>
  text.length > LONGEST_DATA ? `${text.slice(0, LONGEST_DATA)}… (--json has all of it)` : text;

/** `14d 01:02:03.004` */
function offset(ms: number): string {
  const part = (unit: number, size: number, digits: number) =>
    String(Math.floor(ms / unit) % size).padStart(digits, "0");
  const days = Math.floor(ms / 86_400_000);
  const time = `${part(3_600_000, 24, 2)}:${part(60_000, 60, 2)}:${part(1_000, 60, 2)}.${part(1, 1_000, 3)}`;
  return days > 0 ? `${days}d ${time}` : time;
}
