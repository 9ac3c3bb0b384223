/** Whose code a function holds. */
import { decode } from "@jridgewell/sourcemap-codec";
import type { Metafile } from "esbuild";
import type { PackagedFunction } from "../../packaging/package";

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

/** Bytes of a file that come from a source. */
export type Sources = readonly (readonly [path: string, bytes: number])[];

export interface Share {
  readonly name: string;
  readonly sources: number;
  readonly bytes: number;
}

/** The largest share first; without those that are not there. */
export function shares(sources: Sources): readonly Share[] {
  const originOf = (path: string) => ORIGINS.find(([, source]) => source.test(path))?.[0];
  return ORIGINS.map(([name]): Share => {
    const own = sources.filter(([path, bytes]) => bytes > 0 && originOf(path) === name);
    return { name, sources: own.length, bytes: own.reduce((sum, [, bytes]) => sum + bytes, 0) };
  })
    .filter(({ bytes }) => bytes > 0)
    .sort((one, other) => other.bytes - one.bytes);
}

/** By esbuild's account. */
export const sourcesOf = ({ outputs }: Metafile): Sources =>
  Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).map(([path, { bytesInOutput }]) => [path, bytesInOutput] as const),
  );

/** By its source map: what stands from one mapped place to the next is of the first one's source. */
export function mappedSources({ code, map: { sources, mappings } }: PackagedFunction): Sources {
  const lines = code.split("\n");
  const bytes = new Map<string, number>();
  for (const [row, segments] of decode(mappings).entries())
    for (const [index, [column, source]] of segments.entries()) {
      const path = source === undefined ? "" : (sources[source] ?? "");
      const end = segments[index + 1]?.[0] ?? lines[row]?.length ?? column;
      bytes.set(path, (bytes.get(path) ?? 0) + end - column);
    }
  return [...bytes];
}
