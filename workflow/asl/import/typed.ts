/**
 * JSONata states as calls of the typed builder, where it would write exactly the same: each function answers undefined
 * for a state with anything else in it, and the state stays as it stands.
 */
import { SYSTEM_ERRORS } from "../definition";
import { isList, isObject, isText, type Json, type JsonObject } from "../json";
import { call, list, object, string, text, type Code, type Field } from "./code";
import {
  AT,
  AT_ERROR,
  atResult,
  every,
  expression,
  expressionFunction,
  functionOf,
  value,
  valueFunction,
  type Making,
  type Scene,
} from "./expression";
import type { Kit } from "./kit";
import { literal } from "./literal";

/** A state without its `QueryLanguage`. */
export function typedState(state: JsonObject, kit: Kit): Code | undefined {
  const { Type: type } = state;
  if (type === "Task") return invoked(state, kit);
  const builder = isText(type) ? BUILDERS.get(type) : undefined;
  if (!builder) return undefined;
  const [name, translations, required] = builder;
  if (!required.every((field) => field in state)) return undefined;
  const fields = translated(translations, state, kit, ["Type"]);
  return fields && call(`${kit.use(name)}()`, object(fields));
}

/** The fields of the builder for one field of the state. */
type Translate = (json: Json, kit: Kit) => readonly Field[] | undefined;
type Translations = Readonly<Record<string, Translate>>;

/** In the order of the translations; undefined where a field has none. */
function translated(
  translations: Translations,
  json: JsonObject,
  kit: Kit,
  besides: readonly string[] = [],
): readonly Field[] | undefined {
  const known = [...Object.keys(translations), ...besides];
  if (Object.keys(json).some((field) => !known.includes(field))) return undefined;
  return every(
    Object.entries(translations).map(([field, translate]) => {
      const given = json[field];
      return given === undefined ? [] : translate(given, kit);
    }),
  )?.flat();
}

const plain =
  (name: string, fits: (json: Json) => boolean): Translate =>
  (json) =>
    fits(json) ? [[name, literal(json)]] : undefined;

const as =
  (name: string, code: (json: Json, kit: Kit) => Code | undefined): Translate =>
  (json, kit) => {
    const written = code(json, kit);
    return written && [[name, written]];
  };

const isNumber = (json: Json): boolean => typeof json === "number";
const isTexts = (json: Json): json is readonly string[] => isList(json) && json.every(isText);

const comment = plain("comment", isText);
const next = plain("next", isText);

const leaving = (scene: Scene): { readonly Output: Translate; readonly Assign: Translate } => ({
  Output: as("output", (json, kit) => valueFunction(json, scene, kit)),
  Assign: as("assign", (json, kit) => assignment(json, scene, kit)),
});

const going = { Next: next, End: plain("end", (json) => json === true) };
const LEAVING = { ...leaving(AT), ...going };

const assignment = (json: Json, scene: Scene, kit: Kit): Code | undefined =>
  functionOf(scene, kit, (making) => assigned(json, making));

function assigned(json: Json, making: Making): Code | undefined {
  const { kit } = making;
  if (!isObject(json) || !Object.keys(json).every(kit.isVariable)) return undefined;
  const values = value(json, making);
  return values && call(kit.use("set"), values, kit.variables());
}

/** A number, or an expression. */
const seconds = (name: string): Translate =>
  as(name, (json, kit) => (isNumber(json) ? literal(json) : expressionFunction(json, "number", AT, kit)));

/** A text, or an expression. */
const said = (name: string): Translate =>
  as(name, (json, kit) =>
    isText(json) && !json.trimStart().startsWith("{%")
      ? string(json)
      : expressionFunction(json, "string", AT, kit),
  );

const TIMES: Translations = { Seconds: seconds("seconds"), Timestamp: said("until") };

const rule = (making: Making): Translations => ({
  Comment: comment,
  Condition: as("when", (json) => expression(json, "boolean", making)),
  Output: as("output", (json) => value(json, making)),
  Assign: as("assign", (json) => assigned(json, making)),
  Next: next,
});

const CHOICE: Translations = {
  Comment: comment,
  Choices: as("rules", (json, kit) => functionOf(AT, kit, (making) => objects(json, rule(making), kit))),
  Default: plain("otherwise", isText),
  ...leaving(AT),
};

const RETRIER: Translations = {
  Comment: comment,
  ErrorEquals: plain("errors", isTexts),
  MaxAttempts: plain("maxAttempts", isNumber),
  IntervalSeconds: plain("intervalSeconds", isNumber),
  BackoffRate: plain("backoffRate", isNumber),
  MaxDelaySeconds: plain("maxDelaySeconds", isNumber),
  JitterStrategy: as("jitter", (json) => (isText(json) ? text(String(json === "FULL")) : undefined)),
};

const catcher = (making: Making): Translations => ({
  Comment: comment,
  ErrorEquals: plain("errors", isTexts),
  // The builder writes the input where nothing is said.
  Output: (json, kit) =>
    json === "{% $states.input %}" ? [] : as("output", (each) => value(each, making))(json, kit),
  Assign: as("assign", (json) => assigned(json, making)),
  Next: next,
});

/** A list, or a function that answers one where it refers to something. */
function caught(json: Json, kit: Kit): Code | undefined {
  const made = functionOf(AT_ERROR, kit, (making) => objects(json, catcher(making), kit, ["Output"]));
  return made?.kind === "arrow" && made.head === "()" ? made.body : made;
}

/** A list of such objects. */
function objects(
  json: Json,
  translations: Translations,
  kit: Kit,
  required: readonly string[] = [],
): Code | undefined {
  if (!isList(json)) return undefined;
  const all = every(
    json.map((item) => {
      if (!isObject(item) || !required.every((field) => field in item)) return undefined;
      const fields = translated(translations, item, kit);
      return fields && object(fields);
    }),
  );
  return all && list(all);
}

/** By the type of the state: the builder, and the fields that it insists on. */
const BUILDERS: ReadonlyMap<
  string,
  readonly [name: string, translations: Translations, required: readonly string[]]
> = new Map([
  ["Pass", ["pass", { Comment: comment, ...LEAVING }, []]],
  ["Wait", ["wait", { Comment: comment, ...TIMES, ...LEAVING }, []]],
  ["Succeed", ["succeed", { Comment: comment, Output: LEAVING.Output }, []]],
  ["Fail", ["fail", { Comment: comment, Error: said("error"), Cause: said("cause") }, ["Error"]]],
  ["Choice", ["choice", CHOICE, ["Default"]]],
]);

/** The whole answer of the service is wrapped around that of the function: the builder unwraps it. */
const RESULT = "$states.result.Payload";

/** The builder insists on a timeout, on what is retried, and on the answer of the function. */
const INVOKED = ["Arguments", "Output", "TimeoutSeconds", "Retry"];

const INVOKE = "arn:aws:states:::lambda:invoke";

function invoked(state: JsonObject, kit: Kit): Code | undefined {
  const given = state["Arguments"];
  if (state["Resource"] !== INVOKE || !isObject(given)) return undefined;
  if (INVOKED.some((field) => !(field in state))) return undefined;
  const { FunctionName: functionArn, Payload: payload, ...more } = given;
  if (!isText(functionArn) || functionArn.trimStart().startsWith("{%")) return undefined;
  if (payload === undefined || Object.keys(more).length > 0) return undefined;
  const result = leaving(atResult(RESULT));
  const fields = translated(
    {
      Comment: comment,
      Arguments: as("payload", () => valueFunction(payload, AT, kit)),
      TimeoutSeconds: seconds("timeoutSeconds"),
      HeartbeatSeconds: seconds("heartbeatSeconds"),
      Output: (json, each) => (json === `{% ${RESULT} %}` ? [] : result.Output(json, each)),
      Assign: result.Assign,
      Retry: as("retry", (json) => objects(json, RETRIER, kit, ["MaxAttempts"])),
      Catch: as("catch", caught),
      ...going,
    },
    state,
    kit,
    ["Type", "Resource"],
  );
  if (!fields) return undefined;
  const own = namedBy(state).filter((name) => !COMMON_ERRORS.has(name));
  // The builder lets no name begin like that of an error of the system, which is none.
  if (own.some((name) => name.startsWith("States."))) return undefined;
  const called: Field = ["function", text(kit.lambda(functionArn, own))];
  const described = fields.filter(([name]) => name === "comment");
  const others = fields.filter(([name]) => name !== "comment");
  return call(`${kit.use("invoke")}()`, object([...described, called, ...others]));
}

/** What is retried and caught by name. */
function namedBy(state: JsonObject): readonly string[] {
  const all = [state["Retry"], state["Catch"]].flatMap((each) => (isList(each) ? each : []));
  return all.flatMap((each) => {
    const errors = isObject(each) ? each["ErrorEquals"] : undefined;
    return errors !== undefined && isTexts(errors) ? errors : [];
  });
}

/** Those that the builder lets every invocation name (build/invoke.ts). */
const COMMON_ERRORS: ReadonlySet<string> = new Set([
  ...SYSTEM_ERRORS,
  "Lambda.AWSLambdaException",
  "Lambda.ClientExecutionTimeoutException",
  "Lambda.SdkClientException",
  "Lambda.ServiceException",
  "Lambda.TooManyRequestsException",
  "Lambda.Unknown",
]);
