/** Whose code a bundle holds, by esbuild's account of it. */
import type { Metafile } from "esbuild";

/** By the first pattern that the path of a source matches. */
const ORIGINS: readonly (readonly [name: string, source: RegExp])[] = [
  [
    "X-Ray SDK",
    /node_modules\/(aws-xray-sdk-core|cls-hooked|async-hook-jl|stack-chain|emitter-listener|shimmer|semver|atomic-batcher)\//,
  ],
  [
    "DynamoDB client",
    /node_modules\/@aws-sdk\/(client-dynamodb|dynamodb-codec|util-dynamodb|endpoint-cache|middleware-endpoint-discovery)\/|node_modules\/(mnemonist|obliterator)\//,
  ],
  ["SNS client", /node_modules\/@aws-sdk\/client-sns\//],
  ["Step Functions client", /node_modules\/@aws-sdk\/client-sfn\//],
  [
    "credentials",
    /node_modules\/(@aws-sdk\/(credential-provider|nested-clients|token-providers)|@smithy\/credential-provider)/,
  ],
  ["what the clients share", /node_modules\/(@aws-sdk|@smithy|@aws|bowser|tslib)\//],
  ["other packages", /node_modules\//],
  ["this program", /./],
];

export interface Share {
  readonly name: string;
  readonly sources: number;
  readonly bytes: number;
}

/** The largest share first; without those that are not there. */
export function originsIn({ outputs }: Metafile): readonly Share[] {
  const sources = Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const originOf = (path: string) => ORIGINS.find(([, source]) => source.test(path))?.[0];
  return ORIGINS.map(([name]): Share => {
    const own = sources.filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && originOf(path) === name);
    return {
      name,
      sources: own.length,
      bytes: own.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0),
    };
  })
    .filter(({ bytes }) => bytes > 0)
    .sort((one, other) => other.bytes - one.bytes);
}
