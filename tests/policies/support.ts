/** The pack's policies behind @pulumi/policy's own RPC handlers, without a process and a port. */
import type { Policies } from "@pulumi/policy";
import {
  EnforcementLevel,
  PolicySeverity,
  type AnalyzeRequest,
  type AnalyzeResponse,
  AnalyzeStackRequest,
  type PolicyNotApplicable,
  type RemediateResponse,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { specialSecretSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import proxy = require("@pulumi/policy/proxy");
import server = require("@pulumi/policy/server");
import type { Exemption } from "../../policies/exemption";
import { policies } from "../../policies/pack";
import type { ResourceRule, Rule } from "../../policies/rule";
import { RULES } from "../../policies/rules";
import { STRICTEST, type Configuration } from "../../policies/settings";
import { isRecord } from "../support/program";
import { analyzeRequest, analyzerResource, type Registration } from "./packProcess";
import { urnOf } from "./rules/fixtures";

/**
 * What stands on the wire for a value that the preview does not know, by its type: @pulumi/policy keeps these to itself
 * (proxy.ts).
 */
export const SENTINELS = {
  boolean: "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  number: "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  string: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  Array: "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  asset: "030794c1-ac77-496b-92df-f27374a8bd58",
  archive: "e48ece36-62e2-4504-bad9-02848725956a",
  Object: "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
} as const;

/** The proxy that the engine's values come in, which throws where an unknown is read: public, and without a type. */
export function proxied(raw: unknown): unknown {
  const module: unknown = proxy;
  if (!hasProxy(module)) throw new Error("@pulumi/policy has no unknownCheckingProxy any more.");
  return module.unknownCheckingProxy(raw);
}

const hasProxy = (
  value: unknown,
): value is { readonly unknownCheckingProxy: (properties: unknown) => unknown } =>
  isRecord(value) && typeof value["unknownCheckingProxy"] === "function";

export const secret = (value: unknown): Readonly<Record<string, unknown>> => ({
  [specialSigKey]: specialSecretSig,
  value,
});

/** An object with the value at a path such as `a.b`. */
export const under = (path: string, value: unknown): Readonly<Record<string, unknown>> =>
  path
    .split(".")
    .reduceRight<Readonly<Record<string, unknown>>>(
      (inside, key, index, keys) => ({ [key]: index === keys.length - 1 ? value : inside }),
      {},
    );

export function ruleOf(name: string): ResourceRule {
  const rule = RULES.find((each) => each.name === name);
  if (rule?.scope !== "resource") throw new Error(`No rule for resources is called ${name}.`);
  return rule;
}

export const registration = (
  type: string,
  inputs: Readonly<Record<string, unknown>>,
  rest: Partial<Omit<Registration, "type" | "inputs">> = {},
): Registration => ({
  type,
  name: "it",
  urn: urnOf(type, rest.name ?? "it"),
  inputs,
  outputs: inputs,
  ignoreChanges: [],
  propertyDependencies: {},
  ...rest,
});

export interface Diagnostic {
  readonly policy: string;
  readonly level: string;
  readonly severity: string;
  readonly description: string;
  readonly message: string;
  /** Empty: the resource that was asked about. */
  readonly urn: string;
}

export interface Answer {
  readonly diagnostics: readonly Diagnostic[];
  /** Policies that say that they are not about it. */
  readonly notApplicable: readonly string[];
}

export interface Remediation {
  readonly policy: string;
  /** Of the resource from now on, as on the wire. */
  readonly properties: unknown;
  /** Why it did not run. */
  readonly diagnostic: string;
}

export interface Pack {
  readonly policies: Policies;
  analyze(resource: Registration): Promise<Answer>;
  analyzeStack(resources: readonly Registration[]): Promise<Answer>;
  remediate(resource: Registration): Promise<readonly Remediation[]>;
}

interface PackOptions {
  readonly rules?: readonly Rule[];
  readonly configuration?: Partial<Configuration>;
  readonly exemptions?: readonly Exemption[];
  /** Of the files; of the exemptions'. */
  readonly faults?: readonly string[];
}

export function packOf({
  rules = RULES,
  configuration = {},
  exemptions = [],
  faults = [],
}: PackOptions = {}): Pack {
  const served = policies({
    rules,
    configuration: { levels: {}, settings: STRICTEST, faults: [], ...configuration },
    exemptions: { valid: exemptions, faults },
  });
  const handlers: unknown = server;
  if (!areHandlers(handlers)) throw new Error("@pulumi/policy/server has other handlers than it had.");
  const args = ["traced", "1.0.0", "mandatory", served] as const;
  const analyze = promised(handlers.makeAnalyzeRpcFun(...args));
  const analyzeStack = promised(handlers.makeAnalyzeStackRpcFun(...args));
  const remediate = promised(handlers.makeRemediateRpcFun(...args));
  return {
    policies: served,
    analyze: async (resource) => answer(await analyze(analyzeRequest(resource))),
    analyzeStack: async (resources) => {
      const request = new AnalyzeStackRequest();
      request.setResourcesList(resources.map(analyzerResource));
      return answer(await analyzeStack(request));
    },
    remediate: async (resource) =>
      (await remediate(analyzeRequest(resource))).getRemediationsList().map((each) => ({
        policy: each.getPolicyname(),
        properties: each.getProperties()?.toJavaScript(),
        diagnostic: each.getDiagnostic(),
      })),
  };
}

/** As gRPC calls it. */
type Handler<Request, Response> = (
  call: { readonly request: Request },
  callback: (error: Error | null | undefined, response: Response | undefined) => void,
) => unknown;

type Maker<Request, Response> = (
  name: string,
  version: string,
  level: string,
  policies: Policies,
) => Handler<Request, Response>;

/** Marked as internal in @pulumi/policy, and so without types. */
interface Handlers {
  readonly makeAnalyzeRpcFun: Maker<AnalyzeRequest, AnalyzeResponse>;
  readonly makeAnalyzeStackRpcFun: Maker<AnalyzeStackRequest, AnalyzeResponse>;
  readonly makeRemediateRpcFun: Maker<AnalyzeRequest, RemediateResponse>;
}

const areHandlers = (value: unknown): value is Handlers =>
  isRecord(value) &&
  ["makeAnalyzeRpcFun", "makeAnalyzeStackRpcFun", "makeRemediateRpcFun"].every(
    (name) => typeof value[name] === "function",
  );

const promised =
  <Request, Response>(handler: Handler<Request, Response>) =>
  (request: Request): Promise<Response> =>
    new Promise((resolve, reject) => {
      handler({ request }, (error, response) => {
        if (error) reject(error);
        else if (response === undefined) reject(new Error("There was neither an error nor a response."));
        else resolve(response);
      });
    });

const LEVELS = new Map(Object.entries(EnforcementLevel).map(([name, number]) => [number, name] as const));
const SEVERITIES = new Map(Object.entries(PolicySeverity).map(([name, number]) => [number, name] as const));

const answer = (response: AnalyzeResponse): Answer => ({
  diagnostics: response.getDiagnosticsList().map((each) => ({
    policy: each.getPolicyname(),
    level: LEVELS.get(each.getEnforcementlevel())?.toLowerCase() ?? "",
    severity: SEVERITIES.get(each.getSeverity())?.replace("POLICY_SEVERITY_", "").toLowerCase() ?? "",
    description: each.getDescription(),
    message: each.getMessage(),
    urn: each.getUrn(),
  })),
  notApplicable: response.getNotApplicableList().map((each: PolicyNotApplicable) => each.getPolicyName()),
});
