/** The machine's role is as small as can be: a run breaks without any statement that the definition asks for. */
import { join } from "node:path";
import { expect } from "chai";
import { readProject } from "../../local/config";
import { isRecord, parseRecord, readState, type Resource } from "../../local/inputs";
import { startLambda } from "../../local/lambda";
import { startGateway } from "../../local/gateway";
import { authoriser } from "../../local/gateway/authorizer";
import { startIssuer } from "../../local/identity/issuer";
import { OUTBOX_PATH, startOutbox } from "../../local/outbox";
import { readParts } from "../../local/parts";
import { runProgram } from "../../local/program";
import { localProvider } from "../../local/provider";
import { callers } from "../../local/services/callers";
import { startDynamoDb } from "../../local/services/dynamodb";
import { startEndpoint } from "../../local/services/endpoint";
import type { Service } from "../../local/services/service";
import { snsService, type Message } from "../../local/services/sns";
import { startStepFunctions } from "../../local/services/stepFunctions";
import type { HistoryEvent } from "../../workflow/asl/run/history";
import { survey, type Statement } from "../../workflow/asl/permissions";
import { client } from "../stack/client";

const FOLDER = join(__dirname, "..", "..");
const REGION = "eu-west-1";

/** What the program registers, with attempts that are open for a second. */
async function registered(): Promise<readonly Resource[]> {
  const project = readProject(FOLDER, "dev", { "resit:attemptWindow": "1s", "resit:grace": "1s" });
  const provider = localProvider({ accountId: "000000000000", region: REGION });
  const { resources } = await runProgram({ folder: FOLDER, main: "index.ts", project, provider });
  return resources;
}

const machineOf = (resources: readonly Resource[]): Resource => {
  const machine = resources.find(({ type }) => type === "aws:sfn/stateMachine:StateMachine");
  if (machine === undefined) throw new Error("The program registers no state machine.");
  return machine;
};

function derived(resources: readonly Resource[]): readonly Statement[] {
  const definition = parseRecord("The definition", readState(machineOf(resources)).text("definition"));
  const { statements, unknown } = survey(definition);
  expect(unknown).to.deep.equal([]);
  return statements;
}

/** The resources with a statement less in the policy of the machine's role; as they are without one to take. */
function without(resources: readonly Resource[], taken: Statement | undefined): readonly Resource[] {
  if (taken === undefined) return resources;
  let left = 0;
  const changed = resources.map((resource) => {
    if (resource.type !== "aws:iam/rolePolicy:RolePolicy") return resource;
    const policy = parseRecord("A policy", readState(resource).text("policy"));
    const statements = Array.isArray(policy["Statement"]) ? policy["Statement"] : [];
    const kept = statements.filter((each: unknown) => !isSame(each, taken));
    left += statements.length - kept.length;
    const less = { policy: JSON.stringify({ ...policy, Statement: kept }) };
    return { ...resource, inputs: { ...resource.inputs, ...less }, state: { ...resource.state, ...less } };
  });
  expect(left, `statements for ${taken.Resource.join()}`).to.equal(1);
  return changed;
}

const isSame = (statement: unknown, { Action, Resource: of }: Statement): boolean =>
  isRecord(statement) &&
  JSON.stringify([statement["Action"], statement["Resource"]]) === JSON.stringify([Action, of]);

/** The services that a run needs, with these resources. */
async function started(resources: readonly Resource[]) {
  const { api, functions, machine, pools, mayInvoke, refusal } = await readParts(resources);
  const events: HistoryEvent[] = [];
  const messages: Message[] = [];
  const known = callers();
  const database = await startDynamoDb(resources);
  const services: Service[] = [database.service, snsService(resources, messages)];
  const endpoint = await startEndpoint(services, known, refusal);
  const lambda = startLambda({
    functions,
    // Nobody listens there: traces are not looked at.
    surroundings: { region: REGION, endpoint: endpoint.url, xrayDaemon: "127.0.0.1:9" },
    credentials: ({ roleArn, name }) => known.issue(roleArn, name),
    onLog: () => undefined,
  });
  const stepFunctions = startStepFunctions({
    resource: machine,
    region: REGION,
    lambda,
    refusal,
    onEvent: (_, event) => events.push(event),
  });
  services.push(stepFunctions.service);
  const outbox = await startOutbox(messages);
  const issuer = await startIssuer(pools);
  const authorise = authoriser(issuer.pools);
  const gateway = await startGateway(api, { lambda, authorise, mayInvoke, port: 0 });
  return {
    api: gateway.url,
    outbox: `${outbox.url}${OUTBOX_PATH}`,
    ...(issuer.identity && { identity: issuer.identity }),
    events,
    stop: async () => {
      await gateway.stop();
      await issuer.stop();
      await outbox.stop();
      stepFunctions.stop();
      await lambda.stop();
      await endpoint.stop();
      await database.stop();
    },
  };
}

/** What AWS says to a role that may not call the function, as the history has it. */
const refused = (event: HistoryEvent): string | undefined =>
  /is not authorized to perform: (\S+) on resource: (\S+)/.exec(JSON.stringify(event))?.slice(1).join(" on ");

/**
 * A student is reported and misses the deadline: the run that takes the machine through both of its calls. Answers
 * what it was refused, or the message that it came to.
 */
async function run(resources: readonly Resource[]): Promise<string> {
  const stack = await started(resources);
  try {
    const api = client(stack);
    await api.report("one");
    return await api.until("the end of the run, or a refusal", async () => {
      const stopped = stack.events.map(refused).find((each) => each !== undefined);
      if (stopped !== undefined) return stopped;
      return (await api.outbox()).find(({ event }) => event === "attempt-missed")?.event;
    });
  } finally {
    await stack.stop();
  }
}

describe("the role of the state machine", () => {
  let resources: readonly Resource[];
  before(async () => {
    resources = await registered();
  });

  it("has every statement that the definition asks for, and a run needs each", async () => {
    const statements = derived(resources);
    expect(statements).not.to.deep.equal([]);
    const runs = [undefined, ...statements].map((taken) => run(without(resources, taken)));
    expect(await Promise.all(runs)).to.deep.equal([
      "attempt-missed",
      ...statements.map(({ Action, Resource: of }) => `${Action.join()} on ${of.join()}`),
    ]);
  });
});
