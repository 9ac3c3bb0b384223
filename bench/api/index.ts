/** The API of `npm start` under load, and where the time of a request goes. */
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Identity } from "../../local/identity/issuer";
import { listen } from "../../local/loopback";
import type { Trace } from "../../local/traces/traces";
import type { How } from "../bench";
import { textIn } from "../messages";
import type { Section, Table } from "../report";
import { interleaved, spreadOf } from "../statistics";
import { hopsOf, type Hop } from "./hops";
import { load, type Load, type Target } from "./load";
import { unthrottledInto } from "./unthrottled";

interface Stack {
  readonly api: string;
  readonly traces: string;
  /** Headers of a client that may do everything. */
  readonly headers: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

interface Case {
  readonly name: string;
  readonly target: Target;
  readonly connections: number;
}

const INCIDENT_ID = "bench-1";
const REPORT = JSON.stringify({
  studentId: "s1234567",
  email: "student@university.example",
  course: "HIST101",
  assessment: "Essay 2",
});

/** Connections of a load that keeps everything busy: autocannon's own default. */
const MANY = 10;

export async function api({ quick, tell }: How): Promise<Section> {
  const [seconds, rounds] = quick ? [1, 1] : [2, 3];
  const folder = mkdtempSync(join(tmpdir(), "bench-api-"));
  unthrottledInto(folder);
  tell("starts the stack");
  const stack = await start(folder);
  const { headers } = stack;
  try {
    const one = `${stack.api}/incidents/${INCIDENT_ID}`;
    const answer = await reported(one, headers);
    const bare = await listen(
      createServer((_request, response) => {
        response.writeHead(200, { "Content-Type": "application/json" });
        response.end(answer);
      }),
      0,
    );
    let reports = 0;
    const targets: readonly (readonly [string, Target])[] = [
      ["a bare Node server with the answer of getIncident", { url: bare.url }],
      ["getOpenApi: a function without calls", { url: `${stack.api}/openapi.json` }],
      ["getIncident: token, function, GetItem", { url: one, headers }],
      [
        "reportIncident: PutItem, StartExecution, and what it starts",
        {
          url: stack.api,
          method: "PUT",
          headers: { ...headers, "Content-Type": "application/json" },
          body: REPORT,
          nextPath: () => `/incidents/bench-report-${reports++}`,
        },
      ],
    ];
    const cases = targets.flatMap(([name, target]) =>
      (quick ? [1] : [1, MANY]).map((connections): Case => ({ name, target, connections })),
    );
    tell(`${rounds} rounds of ${cases.length} loads of ${seconds} s`);
    const loads = await interleaved(rounds, cases, ({ target, connections }) =>
      load(target, connections, seconds),
    );
    await bare.stop();
    tell("the way of single requests");
    const hops = await waysOf(stack, { url: one, headers }, quick ? 50 : 500);
    return { title: "The API on this machine", text: TEXT, tables: [loadTable(loads), hopTable(hops)] };
  } finally {
    await stack.stop();
    rmSync(folder, { recursive: true });
  }
}

/** In a process of its own. */
async function start(folder: string): Promise<Stack> {
  const child = fork(join(__dirname, "stackProcess.ts"), [], {
    execArgv: ["-r", "ts-node/register/transpile-only", "--no-warnings"],
    env: { ...process.env, BENCH_FOLDER: folder },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const message = await new Promise<unknown>((resolve, reject) => {
    child.once("message", resolve);
    void ended.then((code) => {
      reject(new Error(`The stack's process ended with ${String(code)} before it was up.`));
    });
  });
  const identity = {
    tokenUrl: textIn(message, "tokenUrl"),
    clientId: textIn(message, "clientId"),
    clientSecret: textIn(message, "clientSecret"),
  };
  return {
    api: textIn(message, "api"),
    traces: textIn(message, "traces"),
    headers: { Authorization: `Bearer ${await tokenOf(identity)}` },
    stop: async () => {
      child.disconnect();
      await ended;
    },
  };
}

async function tokenOf({
  tokenUrl,
  clientId,
  clientSecret,
}: Omit<Identity, "issuer" | "sign">): Promise<string> {
  const answer = await fetch(tokenUrl, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
    }),
  });
  return textIn(await answer.json(), "access_token");
}

/** The incident, as the API answers it. */
async function reported(url: string, headers: Stack["headers"]): Promise<string> {
  const answer = await fetch(url, {
    method: "PUT",
    headers: { ...headers, "Content-Type": "application/json" },
    body: REPORT,
  });
  const text = await answer.text();
  if (answer.status !== 201) throw new Error(`The incident was not reported: ${text}`);
  return text;
}

interface Ways {
  readonly count: number;
  /** Milliseconds, on average, as the client sees it. */
  readonly whole: number;
  readonly hops: readonly Hop[];
}

/** One request at a time, each with its trace. */
async function waysOf(stack: Stack, { url, headers = {} }: Target, count: number): Promise<Ways> {
  const since = new Date().toISOString();
  const began = performance.now();
  for (let request = 0; request < count; request++) await (await fetch(url, { headers })).text();
  const whole = (performance.now() - began) / count;
  const traces = (await (await fetch(stack.traces)).json()) as readonly Trace[];
  return {
    count,
    whole,
    hops: hopsOf(
      traces.filter(({ start: at }) => at >= since),
      "getIncident",
    ),
  };
}

const TEXT = [
  `The stack as \`npm start\` runs it, without the program's own throttling, in a process of its own; autocannon asks from another one, one request after the other on each connection. A bare server of Node's, in autocannon's process, shows what the measuring itself takes. On AWS these times say nothing: they are of the emulation, which tests and clients wait for.`,
];

const loadTable = (loads: ReadonlyMap<Case, readonly Load[]>): Table => ({
  caption: "Under load; p50 and p99 are of one request:",
  heads: ["", "connections", "requests/s", "p50 ms", "p99 ms"],
  rows: [...loads].map(([{ name, connections }, all]) => [
    name,
    connections,
    spreadOf(all, ({ perSecond }) => perSecond),
    spreadOf(all, ({ p50 }) => p50),
    spreadOf(all, ({ p99 }) => p99),
  ]),
});

function hopTable({ count, whole, hops }: Ways): Table {
  const seen = hops.reduce((sum, { average }) => sum + average, 0);
  const rows = [{ name: "the client and its connection", average: whole - seen }, ...hops];
  return {
    caption: `Where the time of getIncident goes, by the traces of ${count} single requests, on average:`,
    heads: ["", "ms", "%"],
    rows: [
      ...rows.map(({ name, average }) => [name, average, (100 * average) / whole]),
      ["altogether", whole, 100],
    ],
  };
}
