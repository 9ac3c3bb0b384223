/**
 * A language host for Node, as far as `pulumi new`, `pulumi preview` and `pulumi up` ask one: it installs the packages
 * of this project for a new one, and runs a program as Pulumi's own host does, which no package registry has.
 */
import { spawn } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { Server, ServerCredentials, type ServerUnaryCall, type ServerWritableStream } from "@grpc/grpc-js";
import languages = require("@pulumi/pulumi/proto/language_grpc_pb");
import language = require("@pulumi/pulumi/proto/language_pb");
import plugin = require("@pulumi/pulumi/proto/plugin_pb");

const PACKAGES = join(__dirname, "..", "..", "..", "node_modules");
/** The engine's own address is the last argument. */
const ENGINE = process.argv.at(-1) ?? "";

type Answer = (error: null, answer: object) => void;

const server = new Server();
server.addService(languages.LanguageRuntimeService, {
  handshake: (_call: unknown, answer: Answer) => {
    answer(null, new language.LanguageHandshakeResponse());
  },
  getPluginInfo: (_call: unknown, answer: Answer) => {
    answer(null, new plugin.PluginInfo());
  },
  getRequiredPackages: (_call: unknown, answer: Answer) => {
    answer(null, new language.GetRequiredPackagesResponse());
  },
  runtimeOptionsPrompts: (_call: unknown, answer: Answer) => {
    answer(null, new language.RuntimeOptionsResponse());
  },
  installDependencies: (call: ServerWritableStream<language.InstallDependenciesRequest, unknown>) => {
    symlinkSync(PACKAGES, join(call.request.getInfo()?.getProgramDirectory() ?? "", "node_modules"));
    call.end();
  },
  run: ({ request }: ServerUnaryCall<language.RunRequest, language.RunResponse>, answer: Answer) => {
    const folder = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
    const options = {
      monitor: request.getMonitorAddress(),
      engine: ENGINE,
      organization: request.getOrganization(),
      project: request.getProject(),
      stack: request.getStack(),
      parallel: request.getParallel(),
      "dry-run": request.getDryrun(),
      pwd: folder,
    };
    const program = spawn(
      process.execPath,
      [
        join(PACKAGES, "@pulumi/pulumi/cmd/run"),
        ...Object.entries(options).map(([name, value]) => `--${name}=${value}`),
        ".",
      ],
      {
        cwd: folder,
        stdio: ["ignore", "ignore", "inherit"],
        env: {
          ...process.env,
          TS_NODE_PROJECT: undefined,
          PULUMI_NODEJS_TYPESCRIPT: "true",
          PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
        },
      },
    );
    program.on("close", (code) => {
      const response = new language.RunResponse();
      if (code !== 0) response.setError(`The program ended with code ${code}.`);
      answer(null, response);
    });
  },
});
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  // The CLI reads the port.
  process.stdout.write(`${port}\n`);
});
