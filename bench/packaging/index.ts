/** A function in each packaging: what is uploaded, how long its start takes, and where that goes. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Metafile } from "esbuild";
import type { How } from "../bench";
import { packageAfresh } from "../../packaging/package";
import { inFreshProcess, standalone, type Told } from "../freshProcess";
import { numberIn } from "../messages";
import type { Cell, Section, Table } from "../report";
import { interleaved, spreadOf } from "../statistics";
import { CLOSE_ATTEMPT, GET_INCIDENT, type Measured } from "./handlers";
import { startLoopbackAws } from "./loopbackAws";
import { mappedSources, shares, sourcesOf, type Share } from "./origins";
import { DEFAULT, everythingInside, FLOOR, PACKAGINGS, type Packaging } from "./packagings";
import { copyPackages } from "./sdkOfRuntime";
import { starts, type Start, type Unpacked } from "./start";
import { weightOf, type Weight } from "./weight";

interface Built extends Unpacked {
  readonly packaging: Packaging;
  readonly weight: Weight;
}

/** The X-Ray SDK asks for the last, which the clients do not. */
const SDK = [
  "@aws-sdk/client-dynamodb",
  "@aws-sdk/client-sfn",
  "@aws-sdk/client-sns",
  "@aws-sdk/util-dynamodb",
  "@smithy/service-error-classification",
];

export async function packaging({ quick, tell }: How): Promise<Section> {
  const root = mkdtempSync(join(tmpdir(), "bench-packaging-"));
  const rounds = quick ? 1 : 20;
  const aws = await startLoopbackAws();
  try {
    const folder = (name: string) => {
      const made = join(root, name);
      mkdirSync(made);
      return made;
    };
    const compiled = (name: string) => {
      const path = join(root, `${name}.js`);
      writeFileSync(path, standalone(join(__dirname, `${name}.ts`)));
      return path;
    };
    tell("the SDK of the runtime");
    const sdk = folder("sdk");
    copyPackages(SDK, sdk);
    const uploads: Table[] = [];
    const timings: Table[] = [];
    const program = compiled("coldStart");
    for (const handler of quick ? [GET_INCIDENT] : [GET_INCIDENT, CLOSE_ATTEMPT]) {
      const built: Built[] = [];
      for (const [index, each] of PACKAGINGS.entries()) {
        tell(`${handler.name}, ${each.name}`);
        const own = folder(`${handler.name}-${index}`);
        await each.into(own, handler);
        const weight = weightOf(own);
        built.push({ packaging: each, folder: own, weight, ...(each.sdkOfRuntime && { sdk }) });
      }
      tell(`${handler.name}, ${rounds} rounds of ${built.length} starts`);
      const started = await starts(built, { program, environment: aws.environment, handler, rounds });
      uploads.push(uploadTable(handler, built));
      timings.push(startTable(handler, started));
    }
    tell(`${rounds} rounds of packages by themselves`);
    const account = await everythingInside(folder("account"), GET_INCIDENT);
    const own = await packageAfresh(GET_INCIDENT.name, GET_INCIDENT.factory, { sdk: "bundled" });
    const modules = join(root, `${GET_INCIDENT.name}-${PACKAGINGS.indexOf(DEFAULT)}`, "node_modules");
    const loads = await interleaved(rounds, alone(account), async ({ packages }) =>
      inFreshProcess({
        program: compiled("requireOnly"),
        folder: root,
        environment: { NODE_PATH: modules, BENCH_MODULES: packages.join(" ") },
      }),
    );
    return {
      title: "Packaging and start of a function",
      text: TEXT,
      tables: [
        ...uploads,
        ...timings,
        originTable(shares(sourcesOf(account)), shares(mappedSources(own))),
        packageTable(loads),
      ],
    };
  } finally {
    await aws.stop();
    rmSync(root, { recursive: true });
  }
}

const TEXT = [
  "One handler of this program in each of the ways to package it, unpacked into a folder outside of the project and run in fresh processes: each round starts one process of every packaging. A process loads the handler and invokes it once, against services on the loopback interface that answer at once; what a network or AWS would add is not in it. The SDK of the runtime is a copy of the project's own, reached by NODE_PATH, as Lambda has one in /var/runtime.",
  "A ratio is that of the medians to the default packaging. The processor time is that of load and first invocation in all threads of the process; it is what Lambda's share of a processor has to give.",
];

const uploadTable = ({ name, clients }: Measured, built: readonly Built[]): Table => {
  const base = built.find(({ packaging }) => packaging === DEFAULT)?.weight.zipped ?? NaN;
  return {
    caption: `The upload of \`${name}\` (${clients}):`,
    heads: ["", "zipped B", "ratio", "unzipped B", "files"],
    rows: built
      .filter(({ packaging }) => packaging !== FLOOR)
      .map(({ packaging, weight: { zipped, bytes, files } }) => [
        packaging.name,
        zipped,
        zipped / base,
        bytes,
        files,
      ]),
  };
};

function startTable({ name }: Measured, started: ReadonlyMap<Built, readonly Start[]>): Table {
  const both = ({ load, invocation }: Start) => load + invocation;
  const [, base = []] = [...started].find(([{ packaging }]) => packaging === DEFAULT) ?? [];
  return {
    caption: `The start of \`${name}\`, in milliseconds; files are what was loaded, before and in the first invocation:`,
    heads: [
      "",
      "load",
      "first invocation",
      "both",
      "ratio",
      "processor",
      "ratio",
      "whole process",
      "files",
      "more",
      "B loaded",
    ],
    rows: [...started].map(([{ packaging }, all]): readonly Cell[] => [
      packaging.name,
      spreadOf(all, ({ load }) => load),
      spreadOf(all, ({ invocation }) => invocation),
      spreadOf(all, both),
      spreadOf(all, both).median / spreadOf(base, both).median,
      spreadOf(all, ({ processor }) => processor),
      spreadOf(all, ({ processor }) => processor).median /
        spreadOf(base, ({ processor }) => processor).median,
      spreadOf(all, ({ total }) => total),
      spreadOf(all, ({ modules }) => modules).median,
      spreadOf(all, ({ later }) => later).median,
      spreadOf(all, ({ bytes }) => bytes).median,
    ]),
  };
}

/** One row for each origin, whoever has something of it. */
function originTable(theirs: readonly Share[], ours: readonly Share[]): Table {
  const sum = (all: readonly Share[]) => all.reduce((bytes, each) => bytes + each.bytes, 0);
  const cells = (all: readonly Share[], name: string) => {
    const { sources, bytes } = all.find((each) => each.name === name) ?? { sources: 0, bytes: 0 };
    return [sources, bytes, (100 * bytes) / sum(all)];
  };
  return {
    caption: `What is inside of \`${GET_INCIDENT.name}\`, SDK inside, minified: as esbuild makes it of everything, and as this project does:`,
    heads: ["", "sources", "B", "%", "sources here", "B here", "% here"],
    rows: theirs.map(({ name }) => [name, ...cells(theirs, name), ...cells(ours, name)]),
  };
}

interface Alone {
  readonly name: string;
  readonly packages: readonly string[];
}

/** What can be loaded by itself, and what together. */
function alone({ outputs }: Metafile): readonly Alone[] {
  const nodes = Object.values(outputs).flatMap(({ imports }) =>
    imports.filter(({ external }) => external === true).map(({ path }) => path),
  );
  const [xray, dynamoDb, sns] = ["aws-xray-sdk-core", "@aws-sdk/client-dynamodb", "@aws-sdk/client-sns"];
  return [
    { name: "Node's own modules that they all ask for", packages: [...new Set(nodes)] },
    { name: "X-Ray SDK", packages: [xray] },
    { name: "DynamoDB client", packages: [dynamoDb] },
    { name: "SNS client", packages: [sns] },
    { name: "Step Functions client", packages: ["@aws-sdk/client-sfn"] },
    { name: "util-dynamodb", packages: ["@aws-sdk/util-dynamodb"] },
    { name: "DynamoDB and SNS clients", packages: [dynamoDb, sns] },
    { name: "X-Ray SDK and DynamoDB client", packages: [xray, dynamoDb] },
    { name: "X-Ray SDK, DynamoDB and SNS clients", packages: [xray, dynamoDb, sns] },
  ];
}

const packageTable = (loads: ReadonlyMap<Alone, readonly Told[]>): Table => ({
  caption: "Packages by themselves, out of the default packaging's node_modules:",
  heads: ["", "load ms", "files"],
  rows: [...loads].map(([{ name }, told]) => [
    name,
    spreadOf(told, ({ message }) => numberIn(message, "load")),
    spreadOf(told, ({ message }) => numberIn(message, "modules")).median,
  ]),
});
