import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { expect } from "chai";
import { mappedSources, shares } from "../../bench/packaging/origins";
import { CLOSE_ATTEMPT, GET_INCIDENT } from "../../bench/packaging/handlers";
import { startLoopbackAws } from "../../bench/packaging/loopbackAws";
import { PACKAGINGS } from "../../bench/packaging/packagings";
import { starts } from "../../bench/packaging/start";
import { weightOf } from "../../bench/packaging/weight";
import { standalone } from "../../bench/freshProcess";

describe("bench: packaging", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "bench-test-"))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("weighs a folder, as it is and as a zip", () => {
    mkdirSync(join(folder, "in"));
    writeFileSync(join(folder, "a"), "x".repeat(1000));
    writeFileSync(join(folder, "in", "b"), "y");
    const compressed = ["x".repeat(1000), "y"].map((text) => deflateRawSync(text).length);
    // Names are written twice, the headers of each file take 76 bytes, and the end takes 22.
    const zipped = compressed.reduce((sum, length) => sum + length, 2 * (1 + 4) + 2 * 76 + 22);
    expect(weightOf(folder)).to.deep.equal({ files: 2, bytes: 1001, zipped });
  });

  it("says whose code a function holds, the largest share first", () => {
    const sources = [
      ["node_modules/aws-xray-sdk-core/dist/lib/a.js", 10],
      ["node_modules/aws-xray-sdk-core/dist/lib/b.js", 20],
      ["node_modules/@aws-sdk/client-dynamodb/c.js", 5],
      ["node_modules/@smithy/core/d.js", 40],
      ["node_modules/@smithy/core/empty.js", 0],
      ["handlers/http.ts", 1],
    ] as const;
    expect(shares(sources)).to.deep.equal([
      { name: "what the clients share", sources: 1, bytes: 40 },
      { name: "X-Ray SDK", sources: 2, bytes: 30 },
      { name: "DynamoDB client", sources: 1, bytes: 5 },
      { name: "this program", sources: 1, bytes: 1 },
    ]);
  });

  it("reads that from a source map: up to the next place, or the end of the line", () => {
    const map = { version: 3, sources: ["one.ts", "two.ts"], names: [], mappings: "AAAA,GCAA;AACA" } as const;
    const code = "abcde\nfgh";
    expect(mappedSources({ code, map: { ...map, names: [], sources: [...map.sources] } })).to.deep.equal([
      ["one.ts", 3],
      ["two.ts", 5],
    ]);
  });

  it("starts every handler that is measured, packaged as here, and gets its right answer", async () => {
    const aws = await startLoopbackAws();
    try {
      const program = join(folder, "coldStart.js");
      writeFileSync(program, standalone(join(__dirname, "../../bench/packaging/coldStart.ts")));
      const ours = PACKAGINGS.find(({ name }) => name === "this project");
      for (const handler of [GET_INCIDENT, CLOSE_ATTEMPT]) {
        const own = join(folder, handler.name);
        mkdirSync(own);
        await ours?.into(own, handler);
        const started = await starts([{ folder: own }], {
          program,
          environment: aws.environment,
          handler,
          rounds: 1,
        });
        const counted = [...started.values()].flat().map(({ modules, later }) => ({ modules, later }));
        expect(counted, handler.name).to.deep.equal([{ modules: 1, later: 0 }]);
      }
    } finally {
      await aws.stop();
    }
  });
});
