/** One handler in each packaging: what is uploaded, and how long its start takes. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inFreshProcess, standalone } from "../freshProcess";
import { interleaved, spread } from "../statistics";
import { table } from "../table";
import { startLoopbackAws } from "./loopbackAws";
import { PACKAGINGS } from "./packagings";
import { copyPackages } from "./sdkOfRuntime";
import { weightOf } from "./weight";

const ROUNDS = Number(process.env["ROUNDS"] ?? 15);

const EVENT = {
  resource: "/incidents/{incidentId}",
  httpMethod: "GET",
  headers: {},
  pathParameters: { incidentId: "2026-hist101-0042" },
  body: null,
  requestContext: {
    requestId: "request-1",
    authorizer: { claims: { client_id: "machine", token_use: "access" } },
  },
};

export async function packaging(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "bench-packaging-"));
  const aws = await startLoopbackAws();
  try {
    const sdk = join(folder, "runtime");
    copyPackages(
      [
        "@smithy/service-error-classification",
        "@aws-sdk/client-dynamodb",
        "@aws-sdk/client-sfn",
        "@aws-sdk/client-sns",
        "@aws-sdk/util-dynamodb",
      ],
      sdk,
    );
    const program = join(folder, "coldStart.js");
    writeFileSync(program, standalone(join(__dirname, "coldStart.ts")));
    const built = [];
    for (const [index, each] of PACKAGINGS.entries()) {
      const own = join(folder, String(index));
      mkdirSync(own);
      await each.into(own, "getIncident");
      const weight = weightOf(own);
      // Its own process is no part of the upload, and stands beside it so that it resolves nothing differently.
      copyFileSync(program, join(own, "coldStart.js"));
      built.push({ ...each, folder: own, weight });
    }
    const measured = await interleaved(ROUNDS + 1, built, async (each) => {
      const { message, total } = await inFreshProcess({
        program: join(each.folder, "coldStart.js"),
        folder: each.folder,
        environment: {
          ...aws.environment,
          LAMBDA_TASK_ROOT: each.folder,
          BENCH_CODE: "__index.js",
          BENCH_EVENT: JSON.stringify(EVENT),
          TABLE_NAME: "incidents",
          CORS_ORIGINS: "",
          MACHINE_CLIENT_ID: "machine",
          PEOPLE_CLIENT_ID: "people",
          ...(each.sdkOfRuntime && { NODE_PATH: sdk }),
        },
      });
      const answer: unknown = Reflect.get(Object(message), "answer");
      if (Reflect.get(Object(answer), "statusCode") !== 200) throw new Error(JSON.stringify(message));
      const get = (key: string) => Number(Reflect.get(Object(message), key));
      return {
        load: get("load"),
        both: get("both"),
        invocation: get("invocation"),
        process: get("process"),
        modules: get("modules"),
        modulesAtEnd: get("modulesAtEnd"),
        bytes: get("bytes"),
        total,
      };
    });
    const first = [...measured.values()][0]?.slice(1) ?? [];
    const base = spread(first.map((each) => each.both)).median;
    console.log(
      table(
        [
          "",
          "zipped",
          "bytes",
          "files",
          "modules",
          "after",
          "loaded B",
          "load ms",
          "first ms",
          "both ms",
          "quartiles",
          "x",
          "process ms",
        ],
        [...measured].map(([{ name, weight }, all]) => {
          const rounds = all.slice(1);
          const of = (pick: (each: (typeof rounds)[number]) => number) => spread(rounds.map(pick));
          const both = of((each) => each.both);
          return [
            name,
            weight.zipped,
            weight.bytes,
            weight.files,
            rounds[0]?.modules ?? 0,
            rounds[0]?.modulesAtEnd ?? 0,
            rounds[0]?.bytes ?? 0,
            of((each) => each.load).median.toFixed(1),
            of((each) => each.invocation).median.toFixed(1),
            both.median.toFixed(1),
            `${both.low.toFixed(1)}-${both.high.toFixed(1)}`,
            (both.median / base).toFixed(2),
            of((each) => each.total).median.toFixed(1),
          ];
        }),
      ),
    );
  } finally {
    await aws.stop();
    rmSync(folder, { recursive: true });
  }
}
