import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import type { Variable } from "../../handlers/aws";
import { callbacks } from "../../handlers/callbacks";
import { packageFunction, type PackagingOptions } from "../../packaging/package";
import { ROOT } from "../support/program";

type Sdk = PackagingOptions["sdk"];

/** What the archive that Lambda gets weighs, its directory of one entry left out: 150 bytes. */
const zipped = (code: string): number => deflateRawSync(code, { level: 9 }).length;

/** Upper bounds of the compressed file, in bytes: what it was when this was written, and 3 % more. */
const BYTES = {
  bundled: { most: 105_000, getOpenApi: 26_000, preflight: 1_000 },
  runtime: { most: 28_500, getOpenApi: 26_000, preflight: 1_000, getPaper: 40_000 },
} as const satisfies Record<Sdk, Readonly<Record<string, number>>>;

/** What each service's client cannot do without, and nothing else has. */
const CLIENTS = {
  "client-dynamodb": "DynamoDB_20120810",
  "client-sfn": "AWSStepFunctions",
  "client-sns": "Amazon Simple Notification Service|sns.us-east-1|com.amazonaws.sns",
} as const;
type Client = keyof typeof CLIENTS;

/** Of those that call more than DynamoDB, or nothing. */
const CALLS: Readonly<Record<string, readonly Client[]>> = {
  openAttempt: ["client-dynamodb", "client-sns"],
  closeAttempt: ["client-dynamodb", "client-sns"],
  inviteAgain: ["client-dynamodb", "client-sns"],
  moveDeadline: ["client-dynamodb", "client-sfn", "client-sns"],
  sweep: ["client-dynamodb", "client-sfn", "client-sns"],
  reportIncident: ["client-dynamodb", "client-sfn"],
  withdrawIncident: ["client-dynamodb", "client-sfn"],
  submitAttempt: ["client-dynamodb", "client-sfn"],
  getOpenApi: [],
  preflight: [],
};

describe("packaging: what a function weighs", () => {
  const names = Object.keys(callbacks);
  const code = { bundled: new Map<string, string>(), runtime: new Map<string, string>() };
  before(async () => {
    for (const sdk of ["bundled", "runtime"] as const)
      for (const [name, callback] of Object.entries(callbacks))
        code[sdk].set(name, (await packageFunction(name, callback, { sdk })).code);
  });

  for (const sdk of ["bundled", "runtime"] as const)
    it(`is at most ${BYTES[sdk].most / 1000} kB compressed, SDK ${sdk}`, () => {
      const bounds: Readonly<Record<string, number>> = BYTES[sdk];
      for (const name of names)
        expect(zipped(code[sdk].get(name) ?? ""), name).to.be.within(
          500,
          bounds[name] ?? bounds["most"] ?? 0,
        );
    });

  it("has of AWS's clients those that it calls", () => {
    for (const name of names) {
      const text = code.bundled.get(name) ?? "";
      const found = Object.entries(CLIENTS).filter(([, sign]) => new RegExp(sign).test(text));
      expect(
        found.map(([client]) => client),
        name,
      ).to.deep.equal(CALLS[name] ?? ["client-dynamodb"]);
    }
  });

  it("asks with the SDK of the runtime for the clients' packages by their names, and for nothing else", () => {
    const asked = loadedBy(code.runtime);
    for (const name of names)
      expect(asked[name], name).to.deep.equal(
        (CALLS[name] ?? ["client-dynamodb"]).map((client) => `@aws-sdk/${client}`),
      );
  });

  it("loads one file and modules of Node, SDK bundled", () => {
    const asked = loadedBy(code.bundled);
    for (const name of names) expect(asked[name], name).to.deep.equal([]);
  });

  it("brings no credentials but those of the environment, and nothing that samples", () => {
    for (const [name, text] of code.bundled) {
      expect(text, name).to.not.match(/AWS_CONTAINER_CREDENTIALS|sso_session|web_identity_token_file/);
      expect(text, name).to.not.match(/GetSamplingRules|fixed_target/);
    }
  });
});

/** Loads each file in a process of Node alone, and tells which packages each has asked for, Node's own left out. */
function loadedBy(files: ReadonlyMap<string, string>): Readonly<Record<string, readonly string[]>> {
  const folder = mkdtempSync(join(tmpdir(), "loaded-"));
  try {
    for (const [name, text] of files) writeFileSync(join(folder, `${name}.js`), text);
    writeFileSync(join(folder, "load.js"), LOAD);
    const { stdout, stderr } = spawnSync(process.execPath, ["--no-warnings", "load.js", ...files.keys()], {
      cwd: folder,
      encoding: "utf8",
      env: { NODE_PATH: join(ROOT, "node_modules"), ...VARIABLES },
    });
    const loaded: unknown = stdout === "" ? stderr : JSON.parse(stdout);
    if (!isLoaded(loaded)) throw new Error(`The functions could not be loaded: ${String(loaded)}`);
    return loaded;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const isLoaded = (value: unknown): value is Readonly<Record<string, readonly string[]>> =>
  typeof value === "object" && value !== null;

const LOAD = `
const Module = require("node:module");
const load = Module._load;
const asked = {};
let current;
Module._load = function (request, parent, isMain) {
  // What a package asks for in its turn is its own affair.
  if (parent && parent.filename.endsWith(current + ".js") && !Module.isBuiltin(request)) asked[current].add(request);
  return load.call(this, request, parent, isMain);
};
for (current of process.argv.slice(2)) {
  asked[current] = new Set();
  require("./" + current + ".js");
}
console.log(JSON.stringify(Object.fromEntries(Object.entries(asked).map(([name, set]) => [name, [...set].sort()]))));
`;

/** Enough for every function's INIT. */
const VARIABLES = {
  AWS_REGION: "eu-west-1",
  AWS_ACCESS_KEY_ID: "none",
  AWS_SECRET_ACCESS_KEY: "none",
  LAMBDA_TASK_ROOT: "/",
  TABLE_NAME: "table",
  TOPIC_ARN: "arn:aws:sns:eu-west-1:000000000000:topic",
  STATE_MACHINE_ARN: "arn:aws:states:eu-west-1:000000000000:stateMachine:machine",
  QUESTIONS_PER_PAPER: "1",
  PASS_MARK: "1",
  EXAM_PAGE: "https://exam.university.example/",
  RETENTION_DAYS: "91",
  GRACE_SECONDS: "60",
  REMINDER_SECONDS: "60",
  MACHINE_CLIENT_ID: "machines",
  PEOPLE_CLIENT_ID: "people",
  SIGN_IN: "https://sign-in.university.example",
  CORS_ORIGINS: "https://exam.university.example",
} satisfies Partial<Record<Variable, string>> & Readonly<Record<string, string>>;
