/** A stack on this machine, and an operator of it who may do what docs/restoring.md says, and no more. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startStack, type Stack } from "../../local/stack";
import { connect } from "../../ops/aws";
import { main } from "../../ops/cli";
import { operatorPolicy, type PolicyDocument } from "../../ops/permissions";
import type { World } from "../../ops/ports";
import { targetOf } from "../../ops/target";

export const TABLE = "resit-dev-incidents";

/** All that the commands are for; the restored table is the table itself, for there is no other here. */
const POLICY = operatorPolicy(
  {
    region: "eu-west-1",
    accountId: "000000000000",
    tableName: TABLE,
    machineName: "resit-dev-exam",
    restoredTable: TABLE,
  },
  ["look", "change", "restore"],
);

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Operator {
  readonly stack: Stack;
  readonly world: World;
  /** What `npm start -- --json` prints, in a file. */
  readonly outputs: string;
  run(...argv: readonly string[]): Promise<Said>;
  /** Asked, and answering that. */
  answering(
    answer: boolean,
    ...argv: readonly string[]
  ): Promise<Said & { readonly asked: readonly string[] }>;
  /** All that was printed. */
  printed(): string;
  stop(): Promise<void>;
}

export async function operator(
  deadline: string,
  accidents: PolicyDocument["Statement"] = [],
): Promise<Operator> {
  const policy: PolicyDocument = { ...POLICY, Statement: [...POLICY.Statement, ...accidents] };
  const stack = await startStack({ port: 0, deadline, operatorPolicy: JSON.stringify(policy) });
  const folder = mkdtempSync(join(tmpdir(), "resit-ops-"));
  const outputs = join(folder, "stack.json");
  const { aws, traces } = stack;
  writeFileSync(outputs, JSON.stringify({ aws, traces, outputs: stack.outputs }));
  const connection = connect(targetOf(JSON.stringify({ aws, traces, outputs: stack.outputs })));
  const all: string[] = [];
  const run = async (argv: readonly string[], ask?: (question: string) => Promise<boolean>) => {
    const out: string[] = [];
    const err: string[] = [];
    const code = await main([...argv, "--outputs", outputs], {
      out: (text) => out.push(text),
      err: (text) => err.push(text),
      ask,
      settleMs: 700,
    });
    all.push(...out, ...err);
    return { code, out: out.join(""), err: err.join("") };
  };
  return {
    stack,
    world: connection.world,
    outputs,
    run: (...argv) => run(argv),
    async answering(answer, ...argv) {
      const asked: string[] = [];
      const said = await run(argv, (question) => {
        asked.push(question);
        return Promise.resolve(answer);
      });
      return { ...said, asked };
    },
    printed: () => all.join("\n"),
    async stop() {
      connection.close();
      await stack.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
