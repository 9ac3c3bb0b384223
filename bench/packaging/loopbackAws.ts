/** AWS as a function sees it that is invoked once: every call is answered at once, and every trace is taken. */
import { createSocket } from "node:dgram";
import { createServer } from "node:http";
import { marshall } from "@aws-sdk/util-dynamodb";
import { listen, LOOPBACK, readBody } from "../../local/loopback";
import { MISSED, OPEN, REPORTED } from "./incidents";

export interface LoopbackAws {
  /** The environment of a function, as Lambda sets it. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Bytes: no request of a function is longer. */
const LONGEST = 65_536;

export async function startLoopbackAws(): Promise<LoopbackAws> {
  const server = await listen(
    createServer((request, response) => {
      void readBody(request, LONGEST).then((body = Buffer.alloc(0)) => {
        const found = answer(String(request.headers["x-amz-target"]), body.toString());
        response.writeHead(found === undefined ? 400 : 200, { "Content-Type": "application/x-amz-json-1.0" });
        response.end(found ?? "{}");
      });
    }),
    0,
  );
  const daemon = createSocket("udp4");
  await new Promise<void>((resolve) => daemon.bind(0, LOOPBACK, resolve));
  const { port } = daemon.address();
  return {
    environment: environment(server.url, `${LOOPBACK}:${port}`),
    stop: async () => {
      daemon.close();
      await server.stop();
    },
  };
}

function answer(target: string, body: string): string | undefined {
  if (target.endsWith(".GetItem"))
    return json({ Item: item(body.includes(OPEN.incidentId) ? OPEN : REPORTED) });
  if (target.endsWith(".UpdateItem")) return json({ Attributes: item(MISSED) });
  // SNS is asked by form.
  return body.includes("Action=Publish") ? PUBLISHED : undefined;
}

const json = (value: unknown): string => JSON.stringify(value);
const item = (incident: object) => marshall(incident, { removeUndefinedValues: true });

const PUBLISHED =
  "<PublishResponse><PublishResult><MessageId>message-1</MessageId></PublishResult></PublishResponse>";

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const environment = (url: string, daemon: string): LoopbackAws["environment"] => ({
  AWS_ACCESS_KEY_ID: "AKIABENCH",
  AWS_SECRET_ACCESS_KEY: "secret",
  AWS_SESSION_TOKEN: "session",
  AWS_REGION: "eu-west-1",
  AWS_DEFAULT_REGION: "eu-west-1",
  AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
  AWS_LAMBDA_FUNCTION_NAME: "bench",
  AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
  AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
  AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
  AWS_XRAY_DAEMON_ADDRESS: daemon,
  _X_AMZN_TRACE_ID: "Root=1-67891233-abcdef012345678912345678;Parent=0123456789abcdef;Sampled=1",
  AWS_ENDPOINT_URL: url,
  LANG: "en_US.UTF-8",
  TZ: ":UTC",
});
