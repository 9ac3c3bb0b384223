/** AWS as a function sees it that is invoked once: an incident that is there, and a daemon that takes every trace. */
import { createSocket } from "node:dgram";
import { createServer } from "node:http";
import { listen, LOOPBACK } from "../../local/loopback";

export interface LoopbackAws {
  /** The environment of a function, as Lambda sets it. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const ANSWERS: Readonly<Record<string, string>> = {
  "DynamoDB_20120810.GetItem": JSON.stringify({
    Item: {
      incidentId: { S: "2026-hist101-0042" },
      studentId: { S: "s1234567" },
      email: { S: "student@university.example" },
      course: { S: "HIST101" },
      assessment: { S: "Essay 2" },
      status: { S: "reported" },
      version: { N: "1" },
      reportedAt: { S: "2026-03-02T09:00:00.000Z" },
      attempts: { M: {} },
      audit: {
        L: [
          {
            M: {
              at: { S: "2026-03-02T09:00:00.000Z" },
              who: { S: "officer" },
              what: { S: "reported" },
              requestId: { S: "request-1" },
            },
          },
        ],
      },
    },
  }),
};

export async function startLoopbackAws(): Promise<LoopbackAws> {
  const server = await listen(
    createServer((request, response) => {
      request.resume().once("end", () => {
        const answer = ANSWERS[String(request.headers["x-amz-target"])];
        response.writeHead(answer === undefined ? 400 : 200, {
          "Content-Type": "application/x-amz-json-1.0",
        });
        response.end(answer ?? "{}");
      });
    }),
    0,
  );
  const daemon = createSocket("udp4");
  await new Promise<void>((resolve) => daemon.bind(0, LOOPBACK, resolve));
  const { port } = daemon.address();
  return {
    environment: environment(server.url, port),
    stop: async () => {
      daemon.close();
      await server.stop();
    },
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const environment = (url: string, daemonPort: number): Readonly<Record<string, string>> => ({
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
  AWS_XRAY_DAEMON_ADDRESS: `${LOOPBACK}:${daemonPort}`,
  _X_AMZN_TRACE_ID: "Root=1-67891233-abcdef012345678912345678;Parent=0123456789abcdef;Sampled=1",
  AWS_ENDPOINT_URL: url,
  LANG: "en_US.UTF-8",
  TZ: ":UTC",
});
