/** What `pulumi stack export` writes, in small. */

export interface Exported {
  readonly urn: string;
  readonly type: string;
  readonly [field: string]: unknown;
}

export const urnOf = (type: string, name: string): string => `urn:pulumi:live::shop::${type}::${name}`;

export const exported = (
  type: string,
  name: string,
  fields: Readonly<Record<string, unknown>>,
): Exported => ({
  urn: urnOf(type, name),
  custom: true,
  id: `${name}-1a2b3c4`,
  type,
  parent: urnOf("pulumi:pulumi:Stack", "shop-live"),
  ...fields,
});

/** As the command writes it, the manifest and secrets provider included. */
export const exportOf = (...resources: readonly unknown[]): string =>
  JSON.stringify({
    version: 3,
    deployment: {
      manifest: { time: "2026-11-25T07:00:00Z", magic: "f00", version: "v3.248.0" },
      secrets_providers: { type: "passphrase", state: { salt: "v1:x" } },
      resources,
      metadata: {},
    },
  });

const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** As an export hides it, and as `--show-secrets` shows it. */
export const secret = {
  hidden: { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:Zm9v:YmFy" },
  shown: (value: unknown): Readonly<Record<string, string>> => ({
    [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270",
    plaintext: JSON.stringify(value),
  }),
};

export const output = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  [SIGNATURE]: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  ...fields,
});

export const archive = {
  [SIGNATURE]: "0def7320c3a5731c473e5ecbe6d01bc7",
  hash: "5f2b",
  assets: { "index.js": { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", hash: "9c1d", text: "exports" } },
};

export const FUNCTION = "aws:lambda/function:Function";

/** A webhook: an HTTP API, and a function in whose role the provider put its nine policies. */
export const WEBSHOP: readonly Exported[] = [
  { urn: urnOf("pulumi:pulumi:Stack", "shop-live"), custom: false, type: "pulumi:pulumi:Stack" },
  {
    urn: urnOf("pulumi:providers:aws", "default_7_48_0"),
    custom: true,
    id: "4c0f",
    type: "pulumi:providers:aws",
    inputs: { region: "eu-west-1", version: "7.48.0" },
    outputs: { region: "eu-west-1", version: "7.48.0" },
  },
  exported("aws:apigatewayv2/api:Api", "hooks", {
    inputs: { __defaults: ["name"], name: "hooks-1a2b3c4", protocolType: "HTTP" },
    outputs: { name: "hooks-1a2b3c4", protocolType: "HTTP", apiEndpoint: "https://example.com" },
  }),
  exported("aws:iam/role:Role", "onHook", {
    inputs: {
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
        ],
      }),
    },
    outputs: { arn: "arn:aws:iam::123456789012:role/onHook-1a2b3c4", name: "onHook-1a2b3c4" },
  }),
  exported("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "onHook-lambda", {
    inputs: { policyArn: "arn:aws:iam::aws:policy/AWSLambda_FullAccess", role: "onHook-1a2b3c4" },
    outputs: { policyArn: "arn:aws:iam::aws:policy/AWSLambda_FullAccess", role: "onHook-1a2b3c4" },
    propertyDependencies: { policyArn: null, role: [urnOf("aws:iam/role:Role", "onHook")] },
  }),
  exported(FUNCTION, "onHook", {
    inputs: {
      __defaults: ["memorySize", "name"],
      code: archive,
      environment: { variables: { KEY: secret.hidden } },
      memorySize: 128,
      role: "arn:aws:iam::123456789012:role/onHook-1a2b3c4",
      timeout: 180,
    },
    outputs: { memorySize: 128, timeout: 180, tracingConfig: { mode: "PassThrough" } },
    propertyDependencies: { role: [urnOf("aws:iam/role:Role", "onHook")] },
  }),
  exported("acme:index:Widget", "thing", { inputs: { anything: [1, null, { at: "all" }] }, outputs: {} }),
];
