/** The program's configuration, typed, and validated in this one place. Pulumi.yaml describes each key. */
import * as pulumi from "@pulumi/pulumi";
import { MIN_RETENTION_DAYS } from "../workflow/contract";

export interface Settings {
  /** How long an attempt is open. */
  readonly windowSeconds: number;
  /** Between a deadline and the moment when `missed` may be written. */
  readonly graceSeconds: number;
  readonly questionsPerPaper: number;
  /** Right answers that pass. */
  readonly passMark: number;
  readonly examPage: string;
  readonly officerEmails: readonly string[];
  readonly alarmEmails: readonly string[];
  /** SQS queues (ARNs) or HTTPS addresses that get every event, invitations included. */
  readonly subscribers: readonly string[];
  /** Before the domain of the sign-in pages: unique in the region, among all accounts. */
  readonly signInPrefix: string;
  /** Pages of the officers' application that a sign-in comes back to. */
  readonly officerPages: readonly string[];
  /** How long before a deadline the student is reminded; 0: not at all. */
  readonly reminderSeconds: number;
  /** Where deadlines end at a time of day. */
  readonly dayEnd?: { readonly timeZone: string; readonly minutes: number };
  /** Pages of other origins that may call the API from a browser. */
  readonly corsOrigins: readonly string[];
  /** A domain name of one's own, with its certificate: then the API has no other address. */
  readonly domain?: { readonly name: string; readonly certificateArn: string };
  /** Whether a web application firewall stands before the API. */
  readonly firewall: boolean;
  readonly logRetentionDays: number;
  readonly incidentRetentionDays: number;
  /** Whether the table, the user pool and the state machine refuse to be deleted. */
  readonly protect: boolean;
  /** API Gateway's logging role is one per account and region: made here, or there already. */
  readonly apiGatewayLogRole: "managed" | "existing";
  /** X-Ray's sampling rules and resource policies are few per account: made here, or there already. */
  readonly xrayAccount: "managed" | "existing";
  /** AWS's SDK: in the functions' files, or the one of Lambda's runtime. */
  readonly sdk: "bundled" | "runtime";
  /** Whether functions carry their source maps. */
  readonly sourceMaps: "shipped" | "kept";
}

const UNITS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const DAY = UNITS.d;

/** What CloudWatch Logs takes
 *  (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html). */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html */
const SIGN_IN_PREFIX = /^(?!.*(aws|amazon|cognito))[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const PAGE = /^(https:\/\/[^#\s/]|http:\/\/localhost(:\d+)?(\/|$))[^#\s]*$/;
const ORIGIN = /^(https:\/\/[a-z0-9.-]+(:\d+)?|http:\/\/localhost(:\d+)?)$/;
const DOMAIN = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const CERTIFICATE = /^arn:aws:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]+$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const SUBSCRIBER = /^(https:\/\/[^\s@?#]+|arn:aws:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,80})$/;
/** HTTPS, or this machine; no fragment, because the invitation's own goes there. */
const EXAM_PAGE = /^(https:\/\/[^#\s/]|http:\/\/(localhost|127\.0\.0\.1)(:\d+)?(\/|$))[^#\s]*$/;

/** The settings of this stack. Throws with the key, the value and what is allowed where one is missing or wrong. */
export function readSettings(): Settings {
  const config = new pulumi.Config();
  const key = (name: string) => `${config.name}:${name}`;

  function read(name: string): string {
    const value = config.get(name);
    if (value !== undefined) return value;
    throw new Error(`${key(name)} is not set: set it with \`pulumi config set ${key(name)} VALUE\`.`);
  }
  function wrong(name: string, value: string, allowed: string): never {
    throw new Error(`${key(name)} is ${JSON.stringify(value)}: it must be ${allowed}.`);
  }
  function integer(name: string, least: number, most: number): number {
    const value = read(name);
    const number = /^\d+$/.test(value) ? Number(value) : NaN;
    return number >= least && number <= most
      ? number
      : wrong(name, value, `a whole number from ${least} to ${most}`);
  }
  function duration(name: string, least: number, most: number, allowed: string): number {
    const value = read(name);
    const [, count, unit] = /^(\d{1,7})([smhd])$/.exec(value) ?? [];
    const seconds = count !== undefined && isUnit(unit) ? Number(count) * UNITS[unit] : NaN;
    return seconds >= least && seconds <= most ? seconds : wrong(name, value, allowed);
  }
  function oneOf<const T extends string>(name: string, allowed: readonly T[]): T {
    const value = read(name);
    return allowed.find((each) => each === value) ?? wrong(name, value, `one of ${allowed.join(", ")}`);
  }
  function matching(name: string, pattern: RegExp, allowed: string): string {
    const value = read(name);
    return pattern.test(value) ? value : wrong(name, value, allowed);
  }
  function list(name: string, pattern: RegExp, allowed: string): readonly string[] {
    const value = read(name);
    const items = parseJson(value);
    const isList =
      Array.isArray(items) && items.every((item) => typeof item === "string" && pattern.test(item));
    return isList ? [...new Set(items.map(String))] : wrong(name, value, allowed);
  }

  function dayEnd(): Pick<Settings, "dayEnd"> {
    const value = config.get("deadlineTime");
    if (value === undefined || value === "") return {};
    const allowed = 'a time of day and an IANA time zone, such as "23:59 Europe/London"';
    const [, hour, minute, timeZone] = /^([01]\d|2[0-3]):([0-5]\d) (\S+)$/.exec(value) ?? [];
    if (timeZone === undefined || !isTimeZone(timeZone)) return wrong("deadlineTime", value, allowed);
    return { dayEnd: { timeZone, minutes: Number(hour) * 60 + Number(minute) } };
  }

  function domain(): Pick<Settings, "domain"> {
    const name = config.get("domainName") ?? "";
    const certificateArn = config.get("certificateArn") ?? "";
    if (name === "" && certificateArn === "") return {};
    if (!DOMAIN.test(name))
      return wrong("domainName", name, "a domain name in small letters, for the certificate");
    return CERTIFICATE.test(certificateArn)
      ? { domain: { name, certificateArn } }
      : wrong(
          "certificateArn",
          certificateArn,
          "the ARN of a certificate of ACM in the API's region, for the domain",
        );
  }

  const questionsPerPaper = integer("questionsPerPaper", 1, 50);
  const logRetentionDays = Number(oneOf("logRetentionDays", LOG_RETENTION_DAYS.map(String)));
  return {
    // Three attempts must end within the year that an execution may last.
    windowSeconds: duration("attemptWindow", 1, 120 * DAY, 'a duration from "1s" to "120d" (s, m, h or d)'),
    graceSeconds: duration("grace", 1, 900, 'a duration from "1s" to "15m", longer than any request lasts'),
    questionsPerPaper,
    passMark: integer("passMark", 1, questionsPerPaper),
    examPage: matching("examPage", EXAM_PAGE, "an https address without a fragment (http on localhost)"),
    officerEmails: list("officerEmails", EMAIL, 'a list of e-mail addresses, such as ["a@b.example"]'),
    alarmEmails: list("alarmEmails", EMAIL, 'a list of e-mail addresses, such as ["a@b.example"]'),
    subscribers: list(
      "subscribers",
      SUBSCRIBER,
      "a list of https addresses (without user, query or fragment) and ARNs of SQS queues",
    ),
    signInPrefix: matching(
      "signInPrefix",
      SIGN_IN_PREFIX,
      "up to 63 small letters, digits and hyphens, without aws, amazon and cognito",
    ),
    officerPages: list(
      "officerPages",
      PAGE,
      "a list of https addresses without a fragment (http on localhost)",
    ),
    reminderSeconds:
      config.get("reminder") === "none"
        ? 0
        : duration("reminder", 1, 60 * DAY, '"none", or a duration from "1s" to "60d" before the deadline'),
    ...dayEnd(),
    corsOrigins: list("corsOrigins", ORIGIN, 'a list of origins such as ["https://exam.university.example"]'),
    ...domain(),
    firewall: oneOf("firewall", ["true", "false"]) === "true",
    logRetentionDays,
    incidentRetentionDays: integer("incidentRetentionDays", MIN_RETENTION_DAYS, 3650),
    protect: oneOf("protect", ["true", "false"]) === "true",
    apiGatewayLogRole: oneOf("apiGatewayLogRole", ["managed", "existing"]),
    xrayAccount: oneOf("xrayAccount", ["managed", "existing"]),
    sdk: oneOf("sdk", ["bundled", "runtime"]),
    sourceMaps: oneOf("sourceMaps", ["shipped", "kept"]),
  };
}

const isUnit = (unit: string | undefined): unit is keyof typeof UNITS => unit !== undefined && unit in UNITS;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
