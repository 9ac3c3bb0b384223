/** The pack as the engine runs it: a process of its own, asked over gRPC. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzeRequest,
  AnalyzerPropertyDependencies,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
  type AnalyzeResponse,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { ROOT } from "../support/program";

/** As the engine knows it. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** What the program gives. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The inputs, and over them what the provider answers. */
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly ignoreChanges: readonly string[];
  readonly parent?: string;
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

export interface Violation {
  readonly policy: string;
  /** Of the resource; of a violation that names none, the one that was asked about. */
  readonly urn: string;
  readonly message: string;
  readonly level: "advisory" | "mandatory" | "other";
}

export interface PackProcess {
  /** What a resource's inputs violate: asked before it is made. */
  analyze(resource: Registration): Promise<readonly Violation[]>;
  /** What a stack violates: asked when all are made. */
  analyzeStack(resources: readonly Registration[]): Promise<readonly Violation[]>;
  /** From its start to its port, in milliseconds. */
  readonly startedIn: number;
  stop(): void;
}

/** Starts the pack of a folder; rejects with what it printed where it does not come up. */
export async function startPack(folder = join(ROOT, "policies"), stack = "dev"): Promise<PackProcess> {
  const began = performance.now();
  const command = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const child = spawn(process.execPath, [command, "127.0.0.1:0", folder], {
    cwd: folder,
    env: { ...process.env, PULUMI_NODEJS_PROJECT: "resit", PULUMI_NODEJS_STACK: stack },
  });
  const port = await new Promise<string>((resolve, reject) => {
    let printed = "";
    let complaints = "";
    child.stderr.on("data", (chunk: Buffer) => (complaints += chunk.toString()));
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      const [, number] = /^(\d+)\n/.exec(printed) ?? [];
      if (number !== undefined) resolve(number);
    });
    child.on("exit", () => {
      reject(new Error(`The pack did not start: ${printed}${complaints}`));
    });
  });
  const startedIn = performance.now() - began;
  const client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
  return {
    startedIn,
    analyze: (resource) =>
      new Promise((resolve, reject) => {
        client.analyze(analyzeRequest(resource), (error, response) => {
          if (error) reject(error);
          else resolve(violations(response, resource.urn));
        });
      }),
    analyzeStack: (resources) =>
      new Promise((resolve, reject) => {
        const request = new AnalyzeStackRequest();
        request.setResourcesList(resources.map(analyzerResource));
        client.analyzeStack(request, (error, response) => {
          if (error) reject(error);
          else resolve(violations(response, "the stack"));
        });
      }),
    stop: () => {
      client.close();
      child.kill();
    },
  };
}

export function analyzeRequest({ type, name, urn, inputs, ignoreChanges }: Registration): AnalyzeRequest {
  const request = new AnalyzeRequest();
  request.setType(type);
  request.setName(name);
  request.setUrn(urn);
  request.setProperties(struct(inputs));
  request.setOptions(options(ignoreChanges));
  return request;
}

export function analyzerResource(resource: Registration): AnalyzerResource {
  const { type, name, urn, outputs, ignoreChanges, parent, propertyDependencies } = resource;
  const made = new AnalyzerResource();
  made.setType(type);
  made.setName(name);
  made.setUrn(urn);
  made.setProperties(struct(outputs));
  made.setOptions(options(ignoreChanges));
  if (parent !== undefined) made.setParent(parent);
  for (const [property, urns] of Object.entries(propertyDependencies)) {
    const dependencies = new AnalyzerPropertyDependencies();
    dependencies.setUrnsList([...urns]);
    made.getPropertydependenciesMap().set(property, dependencies);
  }
  return made;
}

function options(ignoreChanges: readonly string[]): AnalyzerResourceOptions {
  const made = new AnalyzerResourceOptions();
  made.setIgnorechangesList([...ignoreChanges]);
  return made;
}

/** As on the wire: what is undefined is not there. */
function struct(properties: Readonly<Record<string, unknown>>): Struct {
  const plain = JSON.parse(JSON.stringify(properties)) as Record<string, JavaScriptValue>;
  return Struct.fromJavaScript(plain);
}

function violations(response: AnalyzeResponse, urn: string): readonly Violation[] {
  const levels: readonly Violation["level"][] = ["advisory", "mandatory"];
  return response.getDiagnosticsList().map((diagnostic) => ({
    policy: diagnostic.getPolicyname(),
    urn: diagnostic.getUrn() || urn,
    message: diagnostic.getMessage(),
    level: levels[diagnostic.getEnforcementlevel()] ?? "other",
  }));
}
