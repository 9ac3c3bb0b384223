/** Everything in the documentation that is made from the code: `npm run docs` writes it, a test keeps it true. */
import { readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import { parse } from "yaml";
import { EXAMPLES } from "../api/examples";
import { RESOURCE_SERVER } from "../api/openapi";
import { PROBLEMS } from "../api/problems";
import { problemsOf, ROUTES, type Route } from "../api/routes";
import type { SchemaName } from "../api/wire";
import { ownStack } from "../audit/ownStack";
import { page as benchmarks } from "../bench/page";
import {
  casesTable,
  comparisonTable,
  countsTable,
  fixedTable,
  itemTable,
  loadsTable,
  moneyPicture,
  moneyTable,
  operationsTable,
  pricesTable,
  writesTable,
} from "../cost/tables";
import { readProject } from "../local/config";
import { runProgram } from "../local/program";
import { localProvider } from "../local/provider";
import { operatorPolicy } from "../ops/permissions";
import { UNDEMANDING } from "../policies/catalog";
import { main as policies } from "../policies/report/main";
import { RULES as POLICIES } from "../policies/rules";
import { main as asl } from "../workflow/asl/cli";
import { RULES, type Rule } from "../workflow/asl/check";
import { svg } from "../workflow/asl/diagram";
import { FONT, FONTS } from "../workflow/asl/diagram/look";
import { EVENT_EXAMPLES, EVENT_SCHEMAS } from "../workflow/events";
import { examMachine } from "../workflow/machine";
import { architecture } from "./architecture";
import measured = require("./benchmarks.json");

const ROOT = join(__dirname, "..");

/** Path within the project → content. */
export async function generated(): Promise<ReadonlyMap<string, string>> {
  const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
  const readme = read("README.md");
  return new Map([
    ["docs/img/state-machine.svg", await stateMachinePicture()],
    ["docs/img/architecture.svg", await architecturePicture()],
    ["workflow/asl/examples/order.svg", await svg(parse(read("workflow/asl/examples/order.asl.yaml")))],
    ...Object.entries(EVENT_SCHEMAS).map(
      ([event, schema]) => [`docs/events/${event}.schema.json`, eventSchema(event, schema)] as const,
    ),
    ["README.md", block(block(readme, "configuration", configurationTable()), "routes", routeTable())],
    [
      "policies/README.md",
      blocks(read("policies/README.md"), {
        rules: policyTable(),
        undemanding: undemandingTable(),
        report: await reportsEnd(),
      }),
    ],
    ["docs/api.md", block(read("docs/api.md"), "routes", routePages())],
    ["docs/benchmarks.md", benchmarks(measured)],
    ["docs/problems.md", block(read("docs/problems.md"), "problems", problemTable())],
    ["docs/restoring.md", block(read("docs/restoring.md"), "operator", jsonFence(productionsOperator()))],
    ["docs/notifications.md", block(read("docs/notifications.md"), "examples", eventExamples())],
    ["docs/img/cost.svg", moneyPicture()],
    [
      "docs/cost.md",
      blocks(read("docs/cost.md"), {
        counts: countsTable(),
        fixed: fixedTable(),
        cases: casesTable(),
        money: moneyTable(),
        comparison: comparisonTable(),
        prices: pricesTable(),
      }),
    ],
    [
      "docs/scaling.md",
      blocks(read("docs/scaling.md"), {
        writes: writesTable(),
        loads: loadsTable(),
        operations: operationsTable(),
        item: itemTable(),
      }),
    ],
    ["workflow/asl/README.md", await withOutput(read("workflow/asl/README.md"))],
    ["workflow/asl/check/README.md", block(read("workflow/asl/check/README.md"), "rules", ruleTable())],
  ]);
}

/** With production's times: two weeks, one minute. */
function stateMachinePicture(): Promise<string> {
  const functionArn = "arn:aws:lambda:eu-west-1:123456789012:function:";
  return svg(
    examMachine(
      {
        openAttempt: { functionArn: `${functionArn}openAttempt` },
        closeAttempt: { functionArn: `${functionArn}closeAttempt` },
      },
      { windowSeconds: 14 * 86_400, graceSeconds: 60 },
    ),
  );
}

async function architecturePicture(): Promise<string> {
  const { resources } = await runProgram({
    folder: ROOT,
    main: "index.ts",
    project: readProject(ROOT, "prod", {}),
    provider: localProvider({ accountId: "123456789012", region: "eu-west-1" }),
  });
  const picture = (await Graphviz.load()).layout(architecture(resources), "svg", "dot");
  // Before it stands a document type that names a file on the web.
  return `${picture.slice(picture.indexOf("<svg")).trim().replaceAll(`"${FONT}"`, `"${FONTS}"`)}\n`;
}

const eventSchema = (event: string, schema: object) =>
  `${JSON.stringify({ $schema: "http://json-schema.org/draft-07/schema#", title: event, ...schema }, null, 2)}\n`;

/** Puts content between `<!-- name -->` and `<!-- /name -->`. */
function block(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The page has no block ${begin} … ${end}.`);
  return `${text.slice(0, from + begin.length)}\n\n${content}\n\n${text.slice(to)}`;
}

const blocks = (text: string, contents: Readonly<Record<string, string>>): string =>
  Object.entries(contents).reduce((page, [name, content]) => block(page, name, content), text);

/** A block with a command of the kit, and the block after it, which shows what the command prints. */
const COMMAND = /(^```\nnpm run --silent asl -- (.+)\n```\n\n```\n)[^`]*?(?=^```$)/gm;

async function withOutput(text: string): Promise<string> {
  const printed = new Map<string, string>();
  for (const [, , command = ""] of text.matchAll(COMMAND)) {
    const lines: string[] = [];
    const print = (line: string) => void lines.push(line);
    const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");
    await asl(words, { stdin: Readable.from([]), out: print, err: print });
    printed.set(command, lines.join(""));
  }
  return text.replace(COMMAND, (_, head: string, command: string) => head + (printed.get(command) ?? ""));
}

/** The last lines of the report over the development stack. */
async function reportsEnd(): Promise<string> {
  const lines: string[] = [];
  const own = JSON.stringify(await ownStack());
  await policies(
    ["report"],
    {
      out: (text) => lines.push(text),
      err: (text) => lines.push(text),
      now: () => new Date(),
      file: (name) => readFileSync(join(ROOT, "policies", name), "utf8"),
      columns: 100,
    },
    () => Promise.resolve(own),
  );
  return fence(lines.join("").trimEnd().split("\n").slice(-2).join("\n"));
}

const fence = (text: string) => `\`\`\`\n${text}\n\`\`\``;

const cell = (text: string) => text.replaceAll("|", "\\|");

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");

interface Declaration {
  readonly description: string;
  readonly default?: unknown;
}

interface ConfigFile {
  readonly config: Readonly<Record<string, unknown>>;
}

function configurationTable(): string {
  const read = (file: string) => (parse(readFileSync(join(ROOT, file), "utf8")) as ConfigFile).config;
  const [dev, prod] = [read("Pulumi.dev.yaml"), read("Pulumi.prod.yaml")];
  const show = (value: unknown) =>
    value === undefined || value === ""
      ? ""
      : `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
  return table(
    ["key", "what it is", "default", "dev", "prod"],
    Object.entries(read("Pulumi.yaml") as Readonly<Record<string, Declaration>>).map(
      ([key, { description, default: usual }]) => [
        `\`${key}\``,
        description,
        ...[usual, dev[key], prod[key]].map(show),
      ],
    ),
  );
}

/** Each route with its parameters, an example of what is sent and answered, and its problems. */
function routePages(): string {
  const routes: readonly Route[] = ROUTES;
  return routes
    .map((route) => {
      const { method, path, summary, access, parameters, body, answers } = route;
      const bodies = Object.values(answers).flatMap(({ schema }) => (schema === undefined ? [] : [schema]));
      const [answered] = bodies;
      return [
        `## \`${method.toUpperCase()} ${path}\``,
        summary,
        `**Who:** ${whoMay(access)}`,
        ...(parameters.length > 0
          ? [
              table(
                ["parameter", "in", "what it is"],
                parameters.map(({ name, in: place, schema }) => [
                  `\`${name}\``,
                  place,
                  schema.description ?? ("enum" in schema ? (schema.enum ?? []).join(", ") : ""),
                ]),
              ),
            ]
          : []),
        ...(body === undefined ? [] : ["Sent:", jsonFence(exampleOf(body))]),
        table(
          ["status", "what it says"],
          [
            ...Object.entries(answers).map(([status, { description }]) => [status, description]),
            ...problemsOf(route).map((kind) => [
              String(PROBLEMS[kind].status),
              `[${kind}](problems.md#${kind}): ${PROBLEMS[kind].title}`,
            ]),
          ],
        ),
        ...(answered === undefined || answered === "OpenApi"
          ? []
          : ["Answered:", jsonFence(exampleOf(answered))]),
      ].join("\n\n");
    })
    .join("\n\n");
}

const whoMay = (access: Route["access"]): string =>
  access === "examCode"
    ? "whoever has an exam code of the attempt, as `Authorization: Bearer …`"
    : "scope" in access
      ? `an access token with the scope \`${RESOURCE_SERVER}/${access.scope}\``
      : `anybody. ${access.public}`;

const exampleOf = (schema: SchemaName): unknown =>
  Object.entries(EXAMPLES).find(([name]) => name === schema)?.[1] ?? {};

const jsonFence = (value: unknown) => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;

/** For production, as its names would be in an account of nobody's. */
const productionsOperator = () =>
  operatorPolicy(
    {
      region: "eu-west-1",
      accountId: "123456789012",
      tableName: "resit-prod-incidents",
      machineName: "resit-prod-exam",
      restoredTable: "resit-prod-incidents-restored",
    },
    ["look", "change", "restore"],
  );

function problemTable(): string {
  return Object.entries(PROBLEMS)
    .map(([kind, { status, title, when, then }]) =>
      [
        `### ${kind}`,
        `\`urn:resit:problem:${kind}\`, ${status}: ${title}.`,
        `**When:** ${when}`,
        `**Then:** ${then}`,
      ].join("\n\n"),
    )
    .join("\n\n");
}

/** One message of each event, as it is published. */
function eventExamples(): string {
  return Object.entries(EVENT_EXAMPLES)
    .map(([event, example]) => `### ${event}\n\n${jsonFence(example)}`)
    .join("\n\n");
}

function routeTable(): string {
  const routes: readonly Route[] = ROUTES;
  return table(
    ["route", "what it does", "who", "answers"],
    routes.map(({ method, path, summary, access, answers }) => [
      `\`${method.toUpperCase()} ${path}\``,
      summary,
      access === "examCode" ? "exam code" : "scope" in access ? access.scope : "anybody",
      Object.keys(answers).join(", "),
    ]),
  );
}

function ruleTable(): string {
  const rules: readonly (readonly [string, Rule])[] = Object.entries(RULES);
  return table(
    ["rule", "what must hold", "who says so"],
    rules.map(([id, { says, source, strict }]) => [
      `\`${id}\``,
      says,
      strict === true
        ? `this project, about [this](${source})`
        : `[${source.replace(/^https:\/\//, "")}](${source})`,
    ]),
  );
}

function policyTable(): string {
  return table(
    ["rule", "what must hold", "severity", "of others"],
    POLICIES.map(({ name, demand, severity, url, controls, frontDoor }) => [
      `\`${name}\``,
      `[${demand}](${url})${frontDoor ? " Never exempt." : ""}`,
      severity,
      [...(controls.securityHub ?? []), ...(controls.checkov ?? []), ...(controls.cdkNag ?? [])].join(", "),
    ]),
  );
}

const undemandingTable = (): string =>
  table(
    ["type", "", "because"],
    Object.entries(UNDEMANDING).map(([type, [kind, because]]) => [`\`${type}\``, kind, because]),
  );

async function write(): Promise<void> {
  for (const [path, content] of await generated()) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), content);
    console.error(path);
  }
}

if (require.main === module) void write();
