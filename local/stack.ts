/** The whole stack on this machine, from what the program registered. */
import { createServer } from "node:http";
import { join } from "node:path";
import { bounded } from "./bounded";
import { readProject } from "./config";
import { assertDeadline } from "./deadline";
import { executionLog } from "./executionLog";
import { startGateway } from "./gateway";
import { authoriser } from "./gateway/authorizer";
import type { Refusal } from "./iam";
import { startIssuer, type Identity, type Issuer } from "./identity/issuer";
import { readState, type Properties, type Resource } from "./inputs";
import { startLambda } from "./lambda";
import { listen } from "./loopback";
import { OUTBOX_PATH, startOutbox } from "./outbox";
import { operatorRole, OPERATOR } from "./operator";
import type { Specification } from "./lambda/specification";
import { readParts, type Parts } from "./parts";
import { runProgram, type Program } from "./program";
import { localProvider } from "./provider";
import { startSchedules } from "./schedules";
import { callers } from "./services/callers";
import { startDynamoDb, type Items } from "./services/dynamodb";
import { startEndpoint } from "./services/endpoint";
import type { Service } from "./services/service";
import { snsService, type Message } from "./services/sns";
import { startStepFunctions } from "./services/stepFunctions";
import { startXrayDaemon } from "./traces/daemon";
import type { OnSegment } from "./traces/segments";
import { startTraces, TRACES_PATH } from "./traces/server";

export interface LogLine {
  readonly logGroup: string;
  readonly line: string;
}

/** How the AWS SDK and the AWS CLI reach what runs here. */
export interface AwsAccess {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export interface Stack {
  /** Address of the REST API, without its stage, as under a custom domain name. */
  readonly api: string;
  /** Address that answers what was published on SNS, as a JSON list. */
  readonly outbox: string;
  /** Address that answers the traces, as a JSON list, and to a browser as a page. */
  readonly traces: string;
  /** How a machine gets its tokens; nothing where the program registers no client for machines. */
  readonly identity?: Identity;
  /** For whoever operates the stack. */
  readonly aws: AwsAccess;
  readonly resources: readonly Resource[];
  /** What the program exports. */
  readonly outputs: Properties;
  /** What was published on SNS, oldest first. */
  messages(): readonly Message[];
  /** What the X-Ray SDK inside the functions sent, and the services wrote: the newest 10,000 documents. */
  segments(): readonly Properties[];
  /** The newest 10,000 lines of all log groups. */
  logs(): readonly LogLine[];
  /** What the tables hold. */
  items(): Promise<Items>;
  /** Does now what the program's schedules do from time to time. */
  runSchedules(): Promise<void>;
  /**
   * Deploys another program, or a newer one, over this: functions, routes, schedules, roles and tables at once, with
   * their items; the state machine for what starts from now on. Open executions keep their definition and their role.
   * Answers the stack as it is then, on the same ports. Throws where AWS would replace the table or the state machine.
   */
  deploy(program: Deployable): Promise<Stack>;
  /** Ends every process, port and execution, and removes what was written. */
  stop(): Promise<void>;
}

export interface StackOptions {
  /** Of the API; 0, the default, picks a free one. */
  readonly port?: number;
  /** How long an attempt is open: `5s`, `10m`, `2h`, `14d`. Default: as Pulumi.dev.yaml says. */
  readonly deadline?: string;
  /** What has come up, and how many milliseconds it took. */
  readonly onProgress?: (what: string, milliseconds: number) => void;
  readonly onLog?: (line: LogLine) => void;
  /** What whoever operates the stack may do, as a policy document; default: everything. */
  readonly operatorPolicy?: string;
  /** Where the program is; default this project. */
  readonly folder?: string;
  /** In place of the one in the folder. */
  readonly program?: Deployable;
  /** What the tables hold to begin with. */
  readonly items?: Items;
}

export type Deployable = Pick<Program, "resources" | "outputs">;

type Cleanup = () => Promise<void> | void;

/** Nobody's account: what runs here must not be mistaken for AWS. */
const ACCOUNT_ID = "000000000000";
const KEPT_LINES = 10_000;

/**
 * Runs the program and serves what it registered. Rejects with the program's own error, or with one that names
 * what this machine cannot do; nothing is left running then.
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const cleanups: Cleanup[] = [];
  const stop = async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  try {
    return await start(options, stop, (cleanup) => cleanups.push(cleanup));
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What the program of a folder registers, with the configuration of the development stack but for its times. */
export function programOf({ folder = join(__dirname, ".."), deadline }: StackOptions = {}): Promise<Program> {
  if (deadline !== undefined) assertDeadline(deadline);
  const project = readProject(folder, "dev", {
    ...(deadline !== undefined && { attemptWindow: deadline }),
    grace: "1s",
  });
  const region = project.config["aws:region"] ?? "us-east-1";
  const provider = localProvider({ accountId: ACCOUNT_ID, region });
  return runProgram({ folder, main: "index.ts", project, provider });
}

async function start(
  options: StackOptions,
  stop: () => Promise<void>,
  onStop: (cleanup: Cleanup) => void,
): Promise<Stack> {
  const { port = 0, deadline, onProgress, onLog, operatorPolicy, items } = options;
  const cameUp = stopwatch(onProgress);
  if (deadline !== undefined) assertDeadline(deadline);
  // Before the slow part: the port is the user's choice, and may be taken.
  if (port !== 0) await (await listen(createServer(), port)).stop();

  const program = options.program ?? (await programOf(options));
  const { resources } = program;
  const operator = operatorRole(operatorPolicy);
  let parts = await readParts([...resources, operator]);
  cameUp(`program: ${resources.length} resources registered`);

  const lines = bounded<LogLine>(KEPT_LINES);
  const log = (line: LogLine) => {
    lines.add(line);
    onLog?.(line);
  };
  const xray = await startXrayDaemon();
  onStop(() => xray.stop());
  const database = await startDynamoDb(resources, items);
  onStop(() => database.stop());
  cameUp(`DynamoDB: ${items ? "tables with items" : "empty tables"}`);
  const onSegment: OnSegment = (document) => {
    xray.write(document);
  };

  const messages: Message[] = [];
  const known = callers();
  const refusal: Refusal = (...asked) => parts.refusal(...asked);
  let sns = snsService(resources, messages);
  const services: Service[] = [database.service, sns];
  const endpoint = await startEndpoint(services, known, refusal);
  onStop(() => endpoint.stop());
  const { accessKeyId, secretAccessKey, sessionToken } = known.issue(OPERATOR, "operator");
  const issuer = await startIssuer(parts.pools);
  onStop(() => issuer.stop());
  cameUp(`Cognito: ${parts.pools.map(({ id }) => id).join(", ") || "no user pool"}`);
  const region = regionOf(parts.machine);
  const lambda = startLambda({
    functions: functionsHere(parts, issuer),
    surroundings: { region, endpoint: endpoint.url, xrayDaemon: xray.address },
    credentials: ({ roleArn, name }) => known.issue(roleArn, name),
    onLog: (logGroup, line) => {
      log({ logGroup, line });
    },
    onSegment,
  });
  onStop(() => lambda.stop());
  cameUp(`Lambda: ${parts.functions.length} functions, each started by its first call`);

  let toLog = executionLog(parts.machine);
  const stepFunctions = startStepFunctions({
    resource: parts.machine,
    region,
    lambda,
    refusal,
    onEvent: (executionArn, event) => {
      const line = toLog(executionArn, event);
      if (line) log(line);
    },
    onSegment,
  });
  onStop(() => {
    stepFunctions.stop();
  });
  services.push(stepFunctions.service);
  cameUp(`Step Functions: ${parts.machine.id}`);

  let schedules = startSchedules(resources, lambda, parts.mayInvoke);
  onStop(() => {
    schedules.stop();
  });
  const outbox = await startOutbox(messages);
  onStop(() => outbox.stop());
  const traces = await startTraces(() => xray.segments());
  onStop(() => traces.stop());
  const serving = () => ({ authorise: authoriser(issuer.pools), mayInvoke: parts.mayInvoke });
  const gateway = await startGateway(parts.api, { ...serving(), lambda, port, onSegment });
  onStop(() => gateway.stop());
  cameUp(`API Gateway: ${parts.api.routes.length} routes`);

  async function deploy(next: Deployable): Promise<Stack> {
    const read = await readParts([...next.resources, operator]);
    // What AWS would replace is refused before anything has changed.
    stepFunctions.update(read.machine);
    await database.update(next.resources);
    await issuer.update(read.pools);
    parts = read;
    toLog = executionLog(parts.machine);
    services.splice(services.indexOf(sns), 1, (sns = snsService(next.resources, messages)));
    lambda.update(functionsHere(parts, issuer));
    schedules.stop();
    schedules = startSchedules(next.resources, lambda, parts.mayInvoke);
    gateway.update(parts.api, serving());
    return stackOf(next);
  }

  const stackOf = (deployed: Deployable): Stack => ({
    api: gateway.url,
    outbox: `${outbox.url}${OUTBOX_PATH}`,
    traces: `${traces.url}${TRACES_PATH}`,
    ...(issuer.identity && { identity: issuer.identity }),
    aws: { endpoint: endpoint.url, region, accessKeyId, secretAccessKey, sessionToken },
    resources: deployed.resources,
    outputs: deployed.outputs,
    messages: () => [...messages],
    segments: () => xray.segments(),
    logs: () => lines.all(),
    items: () => database.items(),
    runSchedules: () => schedules.runAll(),
    deploy,
    stop,
  });
  return stackOf(program);
}

const regionOf = (machine: Resource) => readState(machine).text("arn").split(":")[3] ?? "";

/** What functions tell of the sign-in must lead to the one of this machine. */
function functionsHere({ functions, pools }: Parts, { url }: Issuer): readonly Specification[] {
  const here = (value: string) =>
    pools.reduce((text, { signIn }) => (signIn ? text.split(signIn).join(url) : text), value);
  return functions.map((each) => ({
    ...each,
    variables: Object.fromEntries(Object.entries(each.variables).map(([name, value]) => [name, here(value)])),
  }));
}

/** Reports each thing with the time since the one before. */
function stopwatch(onProgress: StackOptions["onProgress"]): (what: string) => void {
  let last = performance.now();
  return (what) => {
    const now = performance.now();
    onProgress?.(what, Math.round(now - last));
    last = now;
  };
}
