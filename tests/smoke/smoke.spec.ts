/** The smoke test against the stack on this machine, and against servers that answer wrongly. */
import { expect } from "chai";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { startStack, type Stack } from "../../local/stack";
import { main } from "../../smoke/main";

const told = { out: "", err: "" };
const ask = (outputs: unknown, clientSecret?: string, ...more: readonly string[]) => {
  Object.assign(told, { out: "", err: "" });
  return main(["--outputs", "outputs.json", ...more], {
    out: (text) => (told.out += text),
    err: (text) => (told.err += text),
    file: () => JSON.stringify(outputs),
    now: () => new Date(0),
    clientSecret,
  });
};

describe("the smoke test, against a stack", function () {
  this.timeout(60_000);
  let stack: Stack;
  let outputs: object;
  before(async () => {
    stack = await startStack({ port: 0, deadline: "1h" });
    const { tokenUrl, clientId } = stack.identity ?? {};
    outputs = { apiUrl: `${stack.api}/`, tokenUrl, machineClientId: clientId };
  });
  after(() => stack.stop());

  it("finds that it answers, and leaves nothing behind without a secret", async () => {
    expect(await ask(outputs), told.err).to.equal(0);
    expect(told.out).to.equal(
      "The API answers with its OpenAPI document.\nWithout a token, nobody reads an incident.\n",
    );
    expect(stack.messages()).to.deep.equal([]);
  });

  it("reports and withdraws an incident with the client's secret", async () => {
    expect(await ask(outputs, stack.identity?.clientSecret, "--incident", "smoke-1"), told.err).to.equal(0);
    expect(told.out).to.match(
      /The client for machines gets a token\.\nIncident smoke-1 was reported, and withdrawn\.\n$/,
    );
  });

  it("fails with a wrong secret, which it does not tell", async () => {
    expect(await ask(outputs, "wr0ng")).to.equal(1);
    expect(told.err).to.match(/^A token was expected of .*, and 40[01] was answered\.\n$/);
    expect(told.err).not.to.contain("wr0ng");
  });

  it("calls its incident by the time, where it is given no other name", async () => {
    expect(await ask(outputs, stack.identity?.clientSecret), told.err).to.equal(0);
    expect(told.out).to.contain("Incident smoke-0 was reported");
  });
});

describe("the smoke test, against something else", () => {
  let server: Server;
  afterEach(() => {
    server.close();
  });
  const served = (answer: (path: string) => readonly [status: number, body: object]) =>
    new Promise<object>((resolve) => {
      server = createServer(({ url = "" }, response) => {
        const [status, body] = answer(url);
        response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
      }).listen(0, "127.0.0.1", () => {
        const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        resolve({ apiUrl, tokenUrl: `${apiUrl}/token`, machineClientId: "c" });
      });
    });

  it("fails where the document is none", async () => {
    expect(await ask(await served(() => [200, {}]))).to.equal(1);
    expect(told.err).to.match(
      /^An OpenAPI document was expected at .*\/openapi\.json; it has no field openapi\.\n$/,
    );
  });

  it("fails where an incident is read without a token", async () => {
    expect(await ask(await served(() => [200, { openapi: "3.1.0" }]))).to.equal(1);
    expect(told.err).to.equal("Without a token 401 was expected, and 200 was answered.\n");
  });

  it("says what the API says is wrong", async () => {
    const problem = { title: "Unavailable", detail: "Try again.", requestId: "r1" };
    expect(await ask(await served(() => [503, problem]))).to.equal(1);
    expect(told.err).to.equal("503 Unavailable: Try again. (request r1)\n");
  });

  it("says why nothing answers", async () => {
    const outputs = await served(() => [200, {}]);
    await new Promise((resolve) => server.close(resolve));
    expect(await ask(outputs)).to.equal(1);
    expect(told.err).to.contain("ECONNREFUSED");
  });

  it("refuses outputs of another program", async () => {
    server = createServer();
    expect(await ask({ url: "x" })).to.equal(2);
    expect(told.err).to.equal(
      "The outputs have no apiUrl: a stack of this program was expected, deployed.\n",
    );
  });
});
