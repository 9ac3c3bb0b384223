/** What a deployment would break: open executions keep their definition and role, and meet the functions that come. */
import { rolePolicies } from "../../local/iam";
import { readState, type Resource } from "../../local/inputs";
import { specification } from "../../local/lambda/specification";
import type { Deployable } from "../../local/stack";
import type { Definition } from "../../workflow/asl/definition";
import { permissions } from "../../workflow/asl/permissions";
import {
  STATUSES,
  type CloseAttempt,
  type OpenAttempt,
  type OpenAttemptError,
} from "../../workflow/contract";

type Required<T> = { [K in keyof T]-?: object extends Pick<T, K> ? never : K }[keyof T] & string;

/** Fields that the functions of today cannot do without, by the names of the functions. */
const REQUIRED = {
  openAttempt: fields<OpenAttempt>({
    v: true,
    incidentId: true,
    attempt: true,
    enteredAt: true,
    windowSeconds: true,
    graceSeconds: true,
    taskToken: true,
  }),
  closeAttempt: fields<CloseAttempt>({ v: true, incidentId: true, attempt: true, graceSeconds: true }),
} as const;

function fields<T>(required: Readonly<Record<Required<T>, true>>): readonly string[] {
  return Object.keys(required);
}

/** Errors that a function throws for the definition to catch. */
const THROWN: Readonly<Record<string, readonly OpenAttemptError[]>> = { openAttempt: ["AttemptClosed"] };

interface Task {
  readonly state: string;
  readonly functionArn: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly caught: readonly string[];
}

/**
 * One sentence for each thing of the executions that `open` has left behind, and of its items, that does not go on once
 * `next` is deployed: which state, function or field it is, and what to do.
 */
export async function breaks(open: Deployable, next: Deployable): Promise<readonly string[]> {
  const machine = one(open, "aws:sfn/stateMachine:StateMachine");
  const definition = JSON.parse(readState(machine).text("definition")) as Definition;
  const functions = await Promise.all(ofType(next, "aws:lambda/function:Function").map(specification));
  const newer = tasksOf(
    JSON.parse(readState(one(next, "aws:sfn/stateMachine:StateMachine")).text("definition")) as Definition,
  );
  return [
    ...replaced(open, next, "aws:sfn/stateMachine:StateMachine", "AWS ends its executions with it"),
    ...replaced(open, next, "aws:dynamodb/table:Table", "the items are gone with it"),
    ...key(open, next),
    ...role(machine, definition, next),
    ...statuses(definition),
    ...tasksOf(definition).flatMap((task) => {
      const where = `State ${task.state}`;
      const name = task.functionArn.split("-").pop() ?? "";
      if (!/:function:[^:]+$/.test(task.functionArn))
        return `${where} calls ${task.functionArn}, a pinned version, which would run old code on new items: call the function unqualified.`;
      const called = functions.find(({ arn }) => arn === task.functionArn);
      if (!called)
        return `${where} calls ${task.functionArn}, which is not deployed any more: keep a function of that name until no execution of that definition is open.`;
      const code = [...called.files.values()].join("");
      const required = name in REQUIRED ? REQUIRED[name as keyof typeof REQUIRED] : [];
      const sent = newer.find(({ functionArn }) => functionArn === task.functionArn);
      return [
        ...required
          .filter((field) => !(field in task.payload))
          .map(
            (field) =>
              `${where} sends ${name} no ${field}, which it requires: make the field optional in workflow/contract.ts, and say what holds without it.`,
          ),
        ...(sent && sent.payload["v"] !== task.payload["v"]
          ? [
              `${where} sends ${name} payloads of version ${String(task.payload["v"])}, the new definition those of ${String(sent.payload["v"])}: payloads only gain fields within a version; go on reading the old one.`,
            ]
          : []),
        ...Object.keys(task.payload)
          .filter((field) => sent && !(field in sent.payload))
          .map(
            (field) =>
              `${where} sends ${name} the field ${field}, and the new definition does not: go on sending it, for after a rollback functions that read it meet executions of the new definition.`,
          ),
        ...task.caught
          .filter((error) => !code.includes(error))
          .map(
            (error) =>
              `${where} catches ${error} of ${name}, which it does not throw any more: throw it by that name, or open executions fail.`,
          ),
        ...(THROWN[name] ?? [])
          .filter((error) => !task.caught.includes(error))
          .map(
            (error) =>
              `${where} does not catch ${error}, which ${name} throws: throw what the definition catches (${task.caught.join(", ") || "nothing"}).`,
          ),
      ];
    }),
  ];
}

const ofType = ({ resources }: Deployable, type: string) => resources.filter((each) => each.type === type);

function one(program: Deployable, type: string): Resource {
  const [found] = ofType(program, type);
  if (!found) throw new Error(`The program registers no ${type}.`);
  return found;
}

const arnOf = (resource: Resource) => readState(resource).text("arn");

function replaced(open: Deployable, next: Deployable, type: string, consequence: string): readonly string[] {
  const before = arnOf(one(open, type));
  const after = ofType(next, type).map(arnOf);
  return after.includes(before)
    ? []
    : [`${before} would be deleted (there is ${after.join(", ") || "none"}): ${consequence}. Keep its name.`];
}

function key(open: Deployable, next: Deployable): readonly string[] {
  const [before, after] = [open, next].map((each) => readState(one(each, "aws:dynamodb/table:Table")));
  const [was, is] = [before?.optionalText("hashKey"), after?.optionalText("hashKey")];
  return was === is
    ? []
    : [
        `The table's key was ${String(was)} and is ${String(is)}: AWS makes a new, empty table. Keep the key.`,
      ];
}

/** An execution goes on with the role that it began with, and with what the role may do now. */
function role(machine: Resource, definition: Definition, next: Deployable): readonly string[] {
  const roleArn = readState(machine).text("roleArn");
  if (!ofType(next, "aws:iam/role:Role").some((each) => arnOf(each) === roleArn))
    return [
      `The role ${roleArn} would be deleted, and open executions go on with it: keep its logical name, or an alias to it.`,
    ];
  const refusal = rolePolicies(next.resources);
  return permissions(definition).flatMap(({ Action, Resource: arns }) =>
    Action.flatMap((action) =>
      arns
        // Qualified calls are not made.
        .filter((arn) => !arn.endsWith(":*") && refusal(roleArn, action, arn) !== undefined)
        .map(
          (arn) =>
            `The role ${roleArn} may not ${action} on ${arn} any more, which the definition needs: grant it in infra/stateMachine.ts until no execution of that definition is open.`,
        ),
    ),
  );
}

/** What closeAttempt answers, and a definition does not know, ends it in UnknownStatus. */
function statuses({ States }: Definition): readonly string[] {
  return Object.entries(States).flatMap(([state, { Type, ...rest }]) => {
    const text = JSON.stringify(rest);
    return Type === "Choice" && text.includes("status")
      ? STATUSES.filter((status) => !text.includes(`\\"${status}\\"`)).map(
          (status) =>
            `State ${state} knows no status "${status}": its executions would end in ${String(Reflect.get(rest, "Default"))}. closeAttempt must answer a status that the definition knows.`,
        )
      : [];
  });
}

function tasksOf({ States }: Pick<Definition, "States">): readonly Task[] {
  return Object.entries(States).flatMap(([state, each]): readonly Task[] => {
    if (each.Type !== "Task") return [];
    const { FunctionName = "", Payload = {} } = (Reflect.get(each, "Arguments") ?? {}) as {
      readonly FunctionName?: string;
      readonly Payload?: Readonly<Record<string, unknown>>;
    };
    const caught = (each.Catch ?? []).flatMap(({ ErrorEquals }) => ErrorEquals);
    return [
      {
        state,
        functionArn: FunctionName,
        payload: Payload,
        caught: caught.filter((error) => !error.startsWith("States.")),
      },
    ];
  });
}
