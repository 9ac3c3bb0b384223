/** Invocations of functions, whose answer the state goes on with, or whose token somebody sends back. */
import { isObject, isText, type Json, type JsonObject } from "../json";
import { call, nameOf, object, text, type Code, type Field } from "./code";
import { AT, AT_TOKEN, atResult, valueFunction } from "./expression";
import { UNKNOWN } from "./declarations";
import { FAILING, ownErrors } from "./failing";
import type { Kit } from "./kit";
import { LAMBDA_ERRORS } from "./known";
import { as, comment, going, leaving, seconds, translated, type Translations } from "./translate";

const INVOKE = "arn:aws:states:::lambda:invoke";

/** The whole answer of the service is wrapped around that of the function: the builder unwraps it. */
const RESULT = "$states.result.Payload";

/** The builder insists on a timeout, and on what is retried. */
const REQUIRED = ["Arguments", "TimeoutSeconds", "Retry"];

export function invoked(state: JsonObject, kit: Kit): Code | undefined {
  const waits = state["Resource"] === `${INVOKE}.waitForTaskToken`;
  const given = state["Arguments"];
  if ((state["Resource"] !== INVOKE && !waits) || !isObject(given)) return undefined;
  if ([...REQUIRED, ...(waits ? [] : ["Output"])].some((field) => !(field in state))) return undefined;
  const { FunctionName: functionArn, Payload: payload, ...more } = given;
  if (!isText(functionArn) || functionArn.trimStart().startsWith("{%")) return undefined;
  if (payload === undefined || Object.keys(more).length > 0) return undefined;
  const takes = waits ? withToken(payload) : UNKNOWN;
  const fields = translated(fieldsOf(payload, waits), state, kit, ["Type", "Resource"]);
  if (!fields || takes === undefined) return undefined;
  const own = ownErrors(state).filter((name) => !LAMBDA_ERRORS.has(name));
  // The builder lets no name begin like that of an error of the system, which is none.
  if (own.some((name) => name.startsWith("States."))) return undefined;
  if (waits) kit.use("TaskToken");
  const called: Field = ["function", text(kit.lambda(functionArn, own, takes))];
  const described = fields.filter(([name]) => name === "comment");
  const others = fields.filter(([name]) => name !== "comment");
  return call(`${kit.use(waits ? "invokeAndWait" : "invoke")}()`, object([...described, called, ...others]));
}

function fieldsOf(payload: Json, waits: boolean): Translations {
  const result = leaving(atResult(waits ? "$states.result" : RESULT));
  return {
    Comment: comment,
    Arguments: as("payload", (_, kit) => valueFunction(payload, waits ? AT_TOKEN : AT, kit)),
    TimeoutSeconds: seconds("timeoutSeconds"),
    HeartbeatSeconds: seconds("heartbeatSeconds"),
    Output: (json, kit) => (!waits && json === `{% ${RESULT} %}` ? [] : result.Output(json, kit)),
    Assign: result.Assign,
    ...FAILING,
    ...going,
  };
}

const TOKEN = "{% $states.context.Task.Token %}";
const TOKEN_TYPE = "TaskToken<unknown>";

/** The type of a payload with a token in its fields, or in theirs, where the builder looks for it. */
function withToken(payload: Json): string | undefined {
  const type = typeOf(payload, 2, "");
  return type.includes(TOKEN_TYPE) ? type : undefined;
}

function typeOf(json: Json, levels: number, indent: string): string {
  if (json === TOKEN) return TOKEN_TYPE;
  if (!isObject(json) || levels === 0 || !JSON.stringify(json).includes(TOKEN)) return UNKNOWN;
  const fields = Object.entries(json).map(
    ([name, each]) => `${indent}  readonly ${nameOf(name)}: ${typeOf(each, levels - 1, `${indent}  `)};`,
  );
  return ["{", ...fields, `${indent}}`].join("\n");
}
