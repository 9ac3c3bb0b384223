import { SFNClient } from "@aws-sdk/client-sfn";
import { expect } from "chai";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { CASES, type Case } from "../../parity/cases";
import { differences } from "../../parity/compare";
import { here } from "../../parity/here";
import { there } from "../../parity/there";

const ROOT = join(__dirname, "..", "..");

describe("parity", () => {
  for (const each of CASES)
    it(`holds here: ${each.name}`, async () => {
      expect(await here(each)).to.deep.equal(each.expected);
    });

  it("has names that tell its cases apart", () => {
    expect(new Set(CASES.map(({ name }) => name)).size).to.equal(CASES.length);
  });

  it("says what differs, field by field, and nothing of what is the same", () => {
    const one = { status: "SUCCEEDED", output: { a: 1 }, nextState: "B" } as const;
    expect(differences(one, { ...one, output: { a: 1 } })).to.deep.equal([]);
    expect(differences(one, { status: "FAILED", error: "States.Runtime" })).to.deep.equal([
      'status: "SUCCEEDED" here, "FAILED" in AWS',
      'output: {"a":1} here, nothing in AWS',
      'error: nothing here, "States.Runtime" in AWS',
      'nextState: "B" here, nothing in AWS',
    ]);
  });

  describe("asks AWS through its SDK", () => {
    interface Asked {
      readonly headers: IncomingHttpHeaders;
      readonly body: unknown;
    }

    /** A stand-in for the service: it answers what it is told to, and keeps what it was asked. */
    async function asked(of: Case, answer: object): Promise<{ outcome: unknown; request: Asked }> {
      const requests: Asked[] = [];
      const server = createServer((incoming, outgoing) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("end", () => {
          requests.push({ headers: incoming.headers, body: JSON.parse(Buffer.concat(chunks).toString()) });
          outgoing.setHeader("Content-Type", "application/x-amz-json-1.0").end(JSON.stringify(answer));
        });
      });
      await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
      const { port } = server.address() as AddressInfo;
      const client = new SFNClient({
        endpoint: `http://127.0.0.1:${port}`,
        region: "eu-west-1",
        credentials: { accessKeyId: "id", secretAccessKey: "secret" },
        disableHostPrefix: true,
      });
      try {
        const outcome = await there(client, of);
        const [request] = requests;
        if (request === undefined) throw new Error("Nothing was asked.");
        return { outcome, request };
      } finally {
        client.destroy();
        server.close();
      }
    }

    const named = (name: string): Case => {
      const found = CASES.find((each) => each.name.startsWith(name));
      if (found === undefined) throw new Error(`There is no case ${name}.`);
      return found;
    };

    it("names the state, and mocks what it calls", async () => {
      const { outcome, request } = await asked(named("the exam: CloseAttempt"), {
        status: "SUCCEEDED",
        output: '{"attempt":2}',
        nextState: "Status",
      });
      expect(outcome).to.deep.equal({ status: "SUCCEEDED", output: { attempt: 2 }, nextState: "Status" });
      expect(request.headers["x-amz-target"]).to.equal("AWSStepFunctions.TestState");
      expect(request.body).to.include({
        stateName: "CloseAttempt",
        input: '{"incidentId":"case-1","attempt":2}',
      });
      expect(request.body).to.have.property("mock").that.deep.equals({
        result: '{"StatusCode":200,"Payload":{"incidentId":"case-1","attempt":2,"status":"resolved"}}',
        fieldValidationMode: "NONE",
      });
      expect(request.body).to.have.property("context");
    });

    it("gives neither mock nor context to a state that calls nothing", async () => {
      const { request } = await asked(named("JSONata: a variable"), { status: "SUCCEEDED", output: "42" });
      expect(request.body).to.include({ variables: '{"total":41}' });
      expect(request.body).to.not.have.any.keys("mock", "context");
    });

    it("leaves out the output of a state that failed: it is the error again", async () => {
      const { outcome } = await asked(named("the exam: an unknown status"), {
        status: "FAILED",
        error: "UnknownStatus",
        output: '{"Error":"UnknownStatus"}',
      });
      expect(outcome).to.deep.equal({ status: "FAILED", error: "UnknownStatus" });
    });
  });

  it("says that it did not run where there are no credentials", () => {
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      ["-r", "ts-node/register/transpile-only", "parity/main.ts"],
      {
        cwd: ROOT,
        encoding: "utf8",
        env: { PATH: process.env["PATH"], HOME: "/nonexistent", AWS_REGION: "eu-west-1" },
      },
    );
    expect(stderr).to.match(/^Not run: CredentialsProviderError: /m);
    expect(stdout).to.equal("");
    expect(status).to.equal(2);
  });
});
