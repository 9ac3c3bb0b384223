/** Bodies: read as JSON, checked against the schema of the route, every fault listed with its JSON pointer. */
import { Ajv, type ErrorObject } from "ajv";
import standalone = require("ajv/dist/standalone");
import type { APIGatewayProxyEvent } from "aws-lambda";
import type { Fault } from "../api/problems";
import {
  InvitationBody,
  NewDeadlineBody,
  PATTERN_WORDS,
  ReportBody,
  StudentQueryBody,
  SubmissionBody,
  WithdrawalBody,
  type Invitation,
  type NewDeadline,
  type StudentQuery,
  type SubmissionRequest,
  type Withdrawal,
} from "../api/wire";
import { MAX_BODY_BYTES } from "../workflow/contract";
import type { Report } from "../workflow/incident";
import type { ObjectSchema } from "../workflow/schema";
import { header, refusal } from "./http";

/** A check that ajv has generated: it narrows its argument, and leaves its findings in `errors`. */
interface Check<T> {
  (body: unknown): body is T;
  errors?: ErrorObject[] | null;
}

/**
 * ajv's generated code as a function. It is generated when the program is built and serialised with the handler
 * like any other captured function: ajv itself stays out of the Lambdas (docs/decisions/0006).
 */
function compile<T>(schema: ObjectSchema<T>): Check<T> {
  const ajv = new Ajv({
    allErrors: true,
    ownProperties: true,
    code: { source: true },
    keywords: ["example"],
  });
  const module: { exports?: Check<T> } = {};
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- generated here, from our own schema
  const evaluate = new Function("module", "require", standalone.default(ajv, ajv.compile(schema)));
  Reflect.apply(evaluate, undefined, [module, require]);
  if (module.exports === undefined) throw new Error("ajv generated no check.");
  return module.exports;
}

export const isReport: Check<Report> = compile(ReportBody);
export const isWithdrawal: Check<Withdrawal> = compile(WithdrawalBody);
export const isInvitation: Check<Invitation> = compile(InvitationBody);
export const isNewDeadline: Check<NewDeadline> = compile(NewDeadlineBody);
export const isStudentQuery: Check<StudentQuery> = compile(StudentQueryBody);
export const isSubmission: Check<SubmissionRequest> = compile(SubmissionBody);

/** The body of the request as a T. Throws the refusal that says what is wrong: 400, 413 or 415. */
export function readBody<T>(event: APIGatewayProxyEvent, check: Check<T>): T {
  const body = parse(readText(event));
  const fits = check(body);
  const { errors } = check;
  // ajv leaves its findings on the function; what is on a function is serialised with it (docs/decisions/0002).
  delete check.errors;
  if (fits) return body;
  throw refusal("malformed-request", "The body does not fit the schema of the route.", faults(errors ?? []));
}

function readText(event: APIGatewayProxyEvent): string {
  const contentType = header(event, "content-type") ?? "";
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType))
    throw refusal(
      "unsupported-media-type",
      `Send Content-Type: application/json in UTF-8, not "${contentType.slice(0, 80)}".`,
    );
  const encoding = header(event, "content-encoding") ?? "identity";
  if (encoding.toLowerCase() !== "identity")
    throw refusal(
      "unsupported-media-type",
      `Send the body as it is, without Content-Encoding: ${encoding.slice(0, 80)}.`,
    );
  const raw = event.body ?? "";
  const bytes = Buffer.from(raw, event.isBase64Encoded ? "base64" : "utf8");
  if (bytes.length > MAX_BODY_BYTES)
    throw refusal("body-too-large", `At most ${MAX_BODY_BYTES} bytes are taken; there are ${bytes.length}.`);
  return bytes.toString("utf8");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // V8's own message repeats a part of the body.
    throw refusal("malformed-request", "The body is not JSON.", [
      { pointer: "", detail: text === "" ? "must be JSON, and is empty" : "must be JSON" },
    ]);
  }
}

function faults(errors: readonly ErrorObject[]): readonly Fault[] {
  return errors.map(({ instancePath, keyword, params, message }): Fault => {
    const at = (name: unknown) => `${instancePath}/${escapePointer(String(name))}`;
    switch (keyword) {
      case "required":
        return { pointer: at(params["missingProperty"]), detail: "is missing" };
      case "additionalProperties":
        return { pointer: at(params["additionalProperty"]), detail: "is not a field of this request" };
      case "pattern":
        return {
          pointer: instancePath,
          detail: PATTERN_WORDS[String(params["pattern"])] ?? "does not match",
        };
      default:
        return { pointer: instancePath, detail: message ?? keyword };
    }
  });
}

/** RFC 6901, section 3. */
export function escapePointer(name: string): string {
  return name.replace(/~/g, "~0").replace(/\//g, "~1");
}
