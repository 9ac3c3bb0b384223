/**
 * The cases whose bill is counted: the real definition in the runner and the real handlers, with the bank and the
 * settings of production, over a table in memory. Every call of a port is counted by AWS's published rules.
 */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { ROUTES, type OperationId } from "../../api/routes";
import { entry, indexWriteUnits, itemSize, queryUnits, readUnits, writeUnits } from "../../cost/capacity";
import type { Case, Count, Counted, Counts, Fixed, OperationUnits } from "../../cost/counts";
import { closeAttempt } from "../../handlers/closeAttempt";
import { forPages, preflight } from "../../handlers/cors";
import { erasePerson } from "../../handlers/erasePerson";
import { exportStudent } from "../../handlers/exportStudent";
import { getIncident } from "../../handlers/getIncident";
import { getPaper } from "../../handlers/getPaper";
import { inviteAgain } from "../../handlers/inviteAgain";
import { listIncidents } from "../../handlers/listIncidents";
import { moveDeadline } from "../../handlers/moveDeadline";
import { openAttempt } from "../../handlers/openAttempt";
import type { Telemetry } from "../../handlers/ports";
import { reportIncident } from "../../handlers/reportIncident";
import { submitAttempt } from "../../handlers/submitAttempt";
import { sweep } from "../../handlers/sweep";
import { withdrawIncident } from "../../handlers/withdrawIncident";
import { ACCESS_LOG_FORMAT } from "../../infra/api";
import { FOR_OFFICERS } from "../../infra/notifications";
import { executionLog } from "../../local/executionLog";
import { mocks } from "../../workflow/asl/build";
import { virtualClock, type VirtualClock } from "../../workflow/asl/run/clock";
import { seededRandom } from "../../workflow/asl/run/random";
import { stateMachine, type StateMachine } from "../../workflow/asl/run/stateMachine";
import { incidentId, isTaskToken, MAX_OPEN_DAYS, MAX_PAGE, type TaskToken } from "../../workflow/contract";
import { ANSWER_KEY, QUESTION_IDS, QUESTIONS } from "../../workflow/exam/questions";
import type { Incident } from "../../workflow/incident";
import { INDEXES } from "../../workflow/indexes";
import { fromJson } from "../../workflow/json";
import { examMachine } from "../../workflow/machine";
import { CLIENTS, request, type Sent } from "../support/events";
import { memoryPorts, START, type MemoryPorts, type PortCall } from "../support/memoryPorts";
import { memoryTable } from "../support/memoryTable";
import { at, configSection, ofType, runOf, type Run } from "../support/program";

const DAY_MS = 86_400_000;
const SETTINGS = production();
const ID = incidentId("2027-hist101-0042");
const REPORT = {
  studentId: "s1234567",
  email: "student@university.example",
  course: "HIST101",
  assessment: "Essay 2",
  description: "Two pages are taken from a journal article without a citation.",
} as const;

/** A UUID, as AWS's request ids are. */
const REQUEST_ID = "0f3b1c52-7a41-4a4e-9a55-2f3f0d4a8f10";
/** Of a real task token, whose length AWS bounds at 2,048 and does not tell: half of that. The runner's are shorter. */
const TOKEN_LENGTH = 1024;
/** Time passes between two changes of an item: they have different keys in the index in order of change. */
const INVOCATION_MS = 100;
/** CloudWatch counts so many bytes beside the text of each log event
 *  (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html). */
const LOG_EVENT_BYTES = 26;

const NO_WRITES = { table: 0, byStatus: 0, byStudent: 0, byChange: 0, openByDueAt: 0 };
const INDEX_LIST = Object.values(INDEXES);

type Operation = OperationId | "openAttempt" | "closeAttempt" | "sweep" | "preflight";
type Units = Readonly<Record<keyof OperationUnits, number>>;

/** One invocation, with what it took of the table; `indexes` by name. */
interface Invocation extends Units {
  readonly operation: Operation;
  readonly indexes: Readonly<Record<string, number>>;
}

interface Play {
  readonly clock: VirtualClock;
  readonly ports: MemoryPorts;
  ask(operation: OperationId, sent?: Sent): Promise<APIGatewayProxyResult>;
  /** As the page does that a browser shows: it asks whether it may, then sends. */
  askFromPage(operation: OperationId, sent: Sent): Promise<APIGatewayProxyResult>;
  sweep(): Promise<void>;
  counts(): Counts;
  invocations(): readonly Invocation[];
}

/** Everything that the file holds, from plays of this very code. */
export async function count(): Promise<Counted> {
  const plays = {
    "passed at first": await passed(1),
    "passed at third": await passed(3),
    "three misses": await missed(),
    withdrawn: await withdrawn(),
  } satisfies Record<Case, Play>;
  const [officers, idle] = [await officersWork(), await idleSweep()];
  const invocations = [...Object.values(plays), officers].flatMap((each) => each.invocations());
  // Each is seen at its first.
  const write = (which: Case, operation: Operation, nth = 0) => {
    const found = plays[which]
      .invocations()
      .filter((each) => each.operation === operation && each.writeUnits > 0)[nth];
    return { ...NO_WRITES, ...found?.indexes, table: found?.writeUnits ?? 0 };
  };
  return {
    cases: {
      "passed at first": plays["passed at first"].counts(),
      "passed at third": plays["passed at third"].counts(),
      "three misses": plays["three misses"].counts(),
      withdrawn: plays.withdrawn.counts(),
    },
    sweep: idle.counts(),
    fixed: fixedOf(await runOf("prod")),
    operations: byOperation([...invocations, ...idle.invocations()]),
    writes: {
      report: write("passed at first", "reportIncident"),
      "open the first attempt": write("passed at first", "openAttempt"),
      "submit, pass": write("passed at first", "submitAttempt"),
      "submit, fail": write("passed at third", "submitAttempt"),
      remind: write("three misses", "sweep"),
      "miss a deadline": write("three misses", "closeAttempt"),
      "wait until the day's end": write("three misses", "openAttempt", 1),
      "open the next attempt": write("three misses", "openAttempt", 2),
      withdraw: write("withdrawn", "withdrawIncident"),
    },
  };
}

/** Fails before the last attempt, three days after each invitation. */
async function passed(attempt: 1 | 2 | 3): Promise<Play> {
  const play = newPlay();
  await reported(play);
  for (const number of ([1, 2, 3] as const).filter((each) => each <= attempt)) {
    await play.clock.run(play.clock.now() + 3 * DAY_MS);
    await sit(play, number, number === attempt);
    await settled(play);
  }
  return play;
}

async function sit(play: Play, attempt: 1 | 2 | 3, right: boolean): Promise<void> {
  const sent = {
    path: { incidentId: ID, attempt: String(attempt) },
    headers: { Authorization: `Bearer ${lastCode(play)}`, Origin: SETTINGS.examOrigin },
  };
  await play.askFromPage("getPaper", sent);
  await play.askFromPage("submitAttempt", { ...sent, json: { answers: answers(play, attempt, right) } });
}

/** Never comes: each time the reminder is sent, and the deadline goes by. */
async function missed(): Promise<Play> {
  const play = newPlay();
  await reported(play);
  for (const attempt of [1, 2, 3] as const) {
    const deadline = Date.parse(stored(play).attempts[attempt]?.deadline ?? "");
    await play.clock.run(deadline - SETTINGS.reminderSeconds * 1000);
    await play.sweep();
    await play.clock.run(deadline + SETTINGS.graceSeconds * 1000 + 5000);
  }
  return play;
}

/** An officer learns on the second day that it was reported in error. */
async function withdrawn(): Promise<Play> {
  const play = newPlay();
  await reported(play);
  await play.clock.run(play.clock.now() + DAY_MS);
  await play.ask("withdrawIncident", { path: { incidentId: ID }, json: { reason: "Cited in an appendix." } });
  await settled(play);
  return play;
}

/** What officers do beside that, for the units of their operations. */
async function officersWork(): Promise<Play> {
  const play = newPlay();
  await reported(play);
  const path = { incidentId: ID, attempt: "1" };
  await play.ask("getIncident", { path: { incidentId: ID } });
  await play.ask("inviteAgain", { path, json: {} });
  await play.ask("moveDeadline", {
    path,
    json: { deadline: new Date(play.clock.now() + 20 * DAY_MS).toISOString() },
  });
  await settled(play);
  await play.ask("exportStudent", { json: { studentId: REPORT.studentId } });
  await play.ask("withdrawIncident", { path: { incidentId: ID }, json: { reason: "Cited in an appendix." } });
  await settled(play);
  await play.ask("erasePerson", { path: { incidentId: ID } });
  // A page as long as pages get.
  const one = stored(play);
  for (let number = 1; number < MAX_PAGE; number++)
    play.ports.incidents.put({ ...one, incidentId: incidentId(`2027-hist101-${number + 1000}`) });
  await play.ask("listIncidents", { query: { status: "withdrawn", limit: String(MAX_PAGE) } });
  return play;
}

async function idleSweep(): Promise<Play> {
  const play = newPlay();
  await play.sweep();
  return play;
}

async function reported(play: Play): Promise<void> {
  await play.ask("reportIncident", { path: { incidentId: ID }, json: REPORT });
  await settled(play);
}

/** Whatever the state machine does now is done. */
const settled = ({ clock }: Play): Promise<void> => clock.run(clock.now() + 1000);

function stored({ ports }: Play): Incident {
  const incident = ports.incidents.item(ID);
  if (incident === undefined) throw new Error(`The play has no incident ${ID}.`);
  return incident;
}

function lastCode({ ports: { notifications } }: Play): string {
  const codes = notifications.published.flatMap((event) =>
    event.event === "exam-invitation" ? [event.examCode] : [],
  );
  return codes.at(-1) ?? "none";
}

function answers(play: Play, attempt: 1 | 2 | 3, right: boolean): Readonly<Record<string, string>> {
  const key = fromJson(ANSWER_KEY);
  const paper = stored(play).attempts[attempt]?.questionIds ?? [];
  return Object.fromEntries(
    paper.map((id) => {
      const { answer = "", choiceIds = [] } = key[id] ?? {};
      return [id, right ? answer : (choiceIds.find((choice) => choice !== answer) ?? "")];
    }),
  );
}

function newPlay(): Play {
  const clock = virtualClock(START);
  const world = memoryPorts(memoryTable());
  const logged = executionLog(EXECUTION_LOG);
  const tally = new Map<Count, number>();
  const add = (what: Count, by = 1) => tally.set(what, (tally.get(what) ?? 0) + by);
  const addLog = (what: Count, line: string) => add(what, Buffer.byteLength(line) + LOG_EVENT_BYTES);
  const invocations: Invocation[] = [];

  const sleep = (milliseconds: number) =>
    new Promise<void>((wake) => {
      clock.after(milliseconds, wake);
    });

  const machine: StateMachine = stateMachine({
    name: "resit-prod-exam",
    definition: DEFINITION,
    tasks: mocks(DEFINITION, {
      SitExam: async (payload) => {
        await sleep(INVOCATION_MS);
        await run("openAttempt", (ports) =>
          openAttempt(
            ports,
            SETTINGS,
            fromJson(QUESTION_IDS),
          )({ ...payload, taskToken: lengthened(payload.taskToken) }, { awsRequestId: REQUEST_ID }),
        );
        return undefined;
      },
      CloseAttempt: async (payload) => {
        await sleep(INVOCATION_MS);
        return run("closeAttempt", (ports) =>
          closeAttempt(ports, SETTINGS.retentionDays)(payload, { awsRequestId: REQUEST_ID }),
        );
      },
    }),
    clock,
    random: seededRandom(1),
    onEvent: (executionArn, event) => {
      if (event.type.endsWith("StateEntered")) add("transitions");
      const line = logged(executionArn, event);
      if (line) addLog("executionLogBytes", line.line);
    },
  });

  /** Runs the work with ports whose calls are counted as that function's. */
  async function run<T>(operation: Operation, work: (ports: CountedPorts) => Promise<T>): Promise<T> {
    const took = { readUnits: 0, writeUnits: 0, indexWriteUnits: 0 };
    const indexes: Record<string, number> = {};
    const around = async <R>(call: PortCall, effect: () => Promise<R>): Promise<R> => {
      const before = world.incidents.item(ID);
      const result = await effect();
      const after = world.incidents.item(ID);
      if (call === "get") took.readUnits += readUnits(after);
      if (call === "list" || call === "changes" || call === "due")
        took.readUnits += queryUnits(listedIn(result));
      if (call === "create" || call === "apply") {
        took.writeUnits += writeUnits(before, after);
        for (const index of INDEX_LIST) {
          const units = indexWriteUnits(index, before, after);
          took.indexWriteUnits += units;
          indexes[index.name] = (indexes[index.name] ?? 0) + units;
        }
      }
      return result;
    };
    const { incidents, indexes: queries } = world.through(around);
    const telemetry: Telemetry = {
      trace: (_name, _subject, done) => done(),
      log: (level, event, facts) => {
        addLog("functionLogBytes", functionLine(clock.now(), level, { event, ...facts }));
      },
    };
    const result = await work({
      incidents,
      indexes: queries,
      executions,
      notifications: world.notifications,
      secrets: world.secrets,
      telemetry,
      clock: {
        now: () => clock.now(),
        sleep,
      },
    });
    invocations.push({ operation, ...took, indexes });
    return result;
  }

  const executions = {
    start: async () => {
      await Promise.resolve();
      machine.startExecution({ name: ID, input: JSON.stringify({ incidentId: ID, attempt: 1 }) });
    },
    wake: async (taskToken: TaskToken) => {
      await Promise.resolve();
      machine.sendTaskSuccess({ taskToken: shortened(taskToken), output: "{}" });
    },
  };

  async function answer(
    operation: OperationId | "preflight",
    resource: string,
    event: APIGatewayProxyEvent,
  ): Promise<APIGatewayProxyResult> {
    const result = await run(operation, (ports) =>
      forPages([SETTINGS.examOrigin], handler(operation, ports))(event),
    );
    if (result.statusCode >= 400)
      throw new Error(`${operation} answered ${result.statusCode}: ${result.body}`);
    add("requests");
    // Each is sampled, and what follows from it is part of the same trace.
    add("traces");
    addLog("accessLogBytes", accessLine(event.httpMethod, resource, result));
    return result;
  }
  const ask = (operation: OperationId, sent: Sent = {}) =>
    answer(operation, resourceOf(operation), eventOf(operation, { receivedAt: clock.now(), ...sent }));

  return {
    clock,
    ports: world,
    ask,
    askFromPage: async (operation, sent) => {
      const { Origin = "" } = sent.headers ?? {};
      const event = eventOf(operation, { path: sent.path ?? {}, headers: { Origin } });
      await answer("preflight", "/{proxy+}", { ...event, httpMethod: "OPTIONS" });
      return ask(operation, sent);
    },
    sweep: async () => {
      const before = tally.get("functionLogBytes");
      await run("sweep", (ports) =>
        sweep(ports, { ...SETTINGS, lastsSeconds: 45 })({}, { awsRequestId: REQUEST_ID }),
      );
      // Its run is nobody's: what each run takes is counted apart, and here what it does for the incident.
      if (world.incidents.item(ID) !== undefined) {
        tally.set("functionLogBytes", before ?? 0);
        const own = invocations.pop();
        if (own) invocations.push({ ...own, readUnits: own.readUnits - queryUnits([]) });
      } else add("traces");
    },
    invocations: () => invocations,
    counts: () => {
      const total = (key: keyof Units) => invocations.reduce((sum, each) => sum + each[key], 0);
      const item = world.incidents.item(ID);
      const { published } = world.notifications;
      return {
        transitions: tally.get("transitions") ?? 0,
        requests: tally.get("requests") ?? 0,
        invocations: invocations.filter(({ operation }) => operation !== "sweep" || item === undefined)
          .length,
        readUnits: total("readUnits"),
        writeUnits: total("writeUnits"),
        indexWriteUnits: total("indexWriteUnits"),
        publishes: published.length,
        mails: published.filter(({ event }) => isForOfficers(event)).length,
        traces: tally.get("traces") ?? 0,
        functionLogBytes: tally.get("functionLogBytes") ?? 0,
        executionLogBytes: tally.get("executionLogBytes") ?? 0,
        accessLogBytes: tally.get("accessLogBytes") ?? 0,
        storedBytes: item === undefined ? 0 : storedBytes(item),
      };
    },
  };
}

type CountedPorts = Omit<MemoryPorts, "through" | "executions" | "telemetry" | "clock" | "notifications"> & {
  readonly executions: { start(): Promise<void>; wake(token: TaskToken): Promise<void> };
  readonly notifications: MemoryPorts["notifications"];
  readonly telemetry: Telemetry;
  readonly clock: { now(): number; sleep(milliseconds: number): Promise<void> };
};

type Handler = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

function handler(operation: OperationId | "preflight", ports: CountedPorts): Handler {
  const { retentionDays, examPage } = SETTINGS;
  const handlers: Readonly<Partial<Record<OperationId | "preflight", Handler>>> = {
    preflight: preflight([SETTINGS.examOrigin], METHODS),
    reportIncident: reportIncident(ports, CLIENTS),
    getIncident: getIncident(ports, CLIENTS),
    listIncidents: listIncidents({ ...ports, incidents: ports.indexes }, CLIENTS),
    withdrawIncident: withdrawIncident(ports, CLIENTS, retentionDays),
    inviteAgain: inviteAgain(ports, CLIENTS, examPage),
    moveDeadline: moveDeadline(ports, CLIENTS, SETTINGS),
    exportStudent: exportStudent(ports, CLIENTS),
    erasePerson: erasePerson(ports, CLIENTS),
    getPaper: getPaper(ports, fromJson(QUESTIONS)),
    submitAttempt: submitAttempt(ports, fromJson(ANSWER_KEY), retentionDays),
  };
  const found = handlers[operation];
  if (found === undefined) throw new Error(`No play asks for ${operation}.`);
  return found;
}

const METHODS = [...new Set(ROUTES.map(({ method }) => method.toUpperCase()))];

const DEFINITION = examMachine(
  {
    openAttempt: { functionArn: "arn:aws:lambda:eu-west-1:123456789012:function:resit-prod-openAttempt" },
    closeAttempt: { functionArn: "arn:aws:lambda:eu-west-1:123456789012:function:resit-prod-closeAttempt" },
  },
  SETTINGS,
);

const EXECUTION_LOG = {
  type: "aws:sfn/stateMachine:StateMachine",
  name: "exam",
  id: "exam",
  inputs: {},
  state: {
    loggingConfiguration: {
      level: "ALL",
      includeExecutionData: false,
      logDestination:
        "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/vendedlogs/states/resit-prod-exam:*",
    },
  },
};

const eventOf = (operation: OperationId, sent: Sent): APIGatewayProxyEvent =>
  request(operation, { requestId: REQUEST_ID, ...sent });

function resourceOf(operation: OperationId): string {
  return ROUTES.find((route) => route.operationId === operation)?.path ?? "";
}

/** As Lambda writes it in its JSON format; its own lines about an invocation are below the system's log level. */
const functionLine = (now: number, level: string, message: object): string =>
  JSON.stringify({
    timestamp: new Date(now).toISOString(),
    level: level.toUpperCase(),
    requestId: REQUEST_ID,
    message,
  });

/** Values as long as API Gateway's. */
function accessLine(method: string, resource: string, { statusCode, body }: APIGatewayProxyResult): string {
  const values: Readonly<Record<string, string>> = {
    requestId: REQUEST_ID,
    requestTime: "04/Jan/2027:09:00:00 +0000",
    xrayTraceId: "1-67891233-abcdef012345678912345678",
    httpMethod: method,
    resourcePath: resource,
    status: String(statusCode),
    responseLength: String(Buffer.byteLength(body)),
    responseLatency: "100",
    integrationLatency: "100",
    "identity.sourceIp": "192.0.2.100",
  };
  return ACCESS_LOG_FORMAT.replace(/\$context\.([A-Za-z.]+)/g, (_, name: string) => values[name] ?? "");
}

/** What a query read: the items of its page. */
function listedIn(result: unknown): readonly object[] {
  if (typeof result !== "object" || result === null) return [];
  const incidents: unknown = Reflect.get(result, "incidents");
  return Array.isArray(incidents) ? incidents.filter((each): each is object => typeof each === "object") : [];
}

/** AWS adds so many bytes to each item, in the table and in each index, when it charges for storage
 *  (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html). */
const OVERHEAD = 100;

const storedBytes = (item: Incident): number =>
  [item, ...INDEX_LIST.flatMap((index) => entry(index, item) ?? [])]
    .map((each) => itemSize(each) + OVERHEAD)
    .reduce((total, size) => total + size, 0);

/** As the filter of their subscription says. */
function isForOfficers(event: string): boolean {
  const filters: unknown = at(JSON.parse(FOR_OFFICERS), "event", 0, "anything-but");
  return Array.isArray(filters) && !filters.includes(event);
}

/** The runner's tokens have no dots. */
function lengthened(token: TaskToken): TaskToken {
  const long = token.padEnd(TOKEN_LENGTH, ".");
  if (isTaskToken(long)) return long;
  throw new Error("A longer token is none.");
}
const shortened = (token: TaskToken): string => token.replace(/\.+$/, "");

function byOperation(invocations: readonly Invocation[]): Readonly<Record<string, OperationUnits>> {
  const names = [...new Set(invocations.map(({ operation }) => operation))].sort();
  const range = (operation: Operation, key: keyof Units): readonly [number, number] => {
    const seen = invocations.filter((each) => each.operation === operation).map((each) => each[key]);
    return [Math.min(...seen), Math.max(...seen)];
  };
  return Object.fromEntries(
    names.map((name) => [
      name,
      {
        readUnits: range(name, "readUnits"),
        writeUnits: range(name, "writeUnits"),
        indexWriteUnits: range(name, "indexWriteUnits"),
      },
    ]),
  );
}

/** What the program registers that is charged by the month. */
function fixedOf(run: Run): Fixed {
  const all = (type: string) => ofType(run, type).map(({ inputs }) => inputs);
  const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
  const watched = (alarm: unknown) =>
    Math.max(1, list(at(alarm, "metricQueries")).filter((query) => at(query, "metric") !== undefined).length);
  const acls = all("aws:wafv2/webAcl:WebAcl");
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
  return {
    alarmMetrics: sum(all("aws:cloudwatch/metricAlarm:MetricAlarm").map(watched)),
    metrics: all("aws:cloudwatch/logMetricFilter:LogMetricFilter").length,
    dashboards: all("aws:cloudwatch/dashboard:Dashboard").length,
    webAcls: acls.length,
    webAclRules: sum(acls.map((acl) => list(at(acl, "rules")).length)),
    machineClients: all("aws:cognito/userPoolClient:UserPoolClient").filter((client) =>
      list(at(client, "allowedOauthFlows")).includes("client_credentials"),
    ).length,
    methods: ROUTES.length + 1,
  };
}

/** What Pulumi.prod.yaml sets of it. */
function production() {
  const config = configSection("Pulumi.prod.yaml");
  const text = (key: string) => String(config[`resit:${key}`]);
  const seconds = (key: string) => {
    const [, many = "", unit = ""] = /^(\d+)([smhd])$/.exec(text(key)) ?? [];
    return Number(many) * ({ s: 1, m: 60, h: 3600, d: 86_400 }[unit] ?? NaN);
  };
  const [time = "", timeZone = ""] = text("deadlineTime").split(" ");
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return {
    windowSeconds: seconds("attemptWindow"),
    graceSeconds: seconds("grace"),
    reminderSeconds: seconds("reminder"),
    questionsPerPaper: Number(text("questionsPerPaper")),
    passMark: Number(text("passMark")),
    examPage: text("examPage"),
    examOrigin: new URL(text("examPage")).origin,
    dayEnd: { timeZone, minutes: hours * 60 + minutes },
    retentionDays: Number(text("incidentRetentionDays")) + MAX_OPEN_DAYS,
  };
}
