/** Tracing switched on by the pack, over the package's own RPC handler. */
import { expect } from "chai";
import * as fc from "fast-check";
import { TRACED, type TracingRow } from "../../policies/catalog";
import { remediated } from "../../policies/remediation";
import { toValue } from "../../policies/value";
import { isRecord } from "../support/program";
import { packOf, registration, secret, SENTINELS, under, type Remediation } from "./support";

const pack = packOf({ configuration: { levels: { tracing: "remediate" } } });
const SAFE = TRACED.filter(({ remediable }) => remediable === true);
const FUNCTION = "aws:lambda/function:Function";

const remedied = async (row: TracingRow, inputs: Readonly<Record<string, unknown>>): Promise<Remediation> => {
  const all = await pack.remediate(registration(row.type, inputs));
  const own = all.find(({ policy }) => policy === row.name);
  if (!own) throw new Error(`${row.name} did nothing.`);
  return own;
};

const keyOf = ({ property }: TracingRow): string => property.split(".")[0] ?? "";

const without = (key: string, properties: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => name !== key));

describe("policies/remediation", () => {
  it("is of stages, state machines, topics and GraphQL APIs", () => {
    expect(SAFE.map(({ type }) => type)).to.have.members([
      "aws:apigateway/stage:Stage",
      "aws:sfn/stateMachine:StateMachine",
      "aws:sns/topic:Topic",
      "aws:appsync/graphQLApi:GraphQLApi",
    ]);
  });

  it("is off unless the configuration switches it on", async () => {
    for (const { type } of TRACED)
      expect(await packOf().remediate(registration(type, { name: "it" }))).to.deep.equal([]);
  });

  for (const row of SAFE) {
    it(`${row.name}: switches on what is off, absent, or unknown, and then has nothing to refuse`, async () => {
      for (const inputs of [{}, under(row.property, "PassThrough"), under(row.property, SENTINELS.string)]) {
        const { properties, diagnostic } = await remedied(row, inputs);
        expect(diagnostic).to.equal("");
        expect(properties).to.deep.equal(under(row.property, row.on));
        if (!isRecord(properties)) throw new Error("No properties.");
        const { diagnostics } = await pack.analyze(registration(row.type, properties));
        expect(diagnostics.filter(({ policy }) => policy === row.name)).to.deep.equal([]);
      }
    });

    it(`${row.name}: keeps secrets secret, assets whole, and everything else as it is`, async () => {
      const asset = {
        "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17",
        text: "…",
      };
      const inputs = { name: secret("it"), tags: { of: secret("them"), is: [1, null] }, asset };
      const { properties } = await remedied(row, inputs);
      expect(properties).to.deep.equal({ ...inputs, ...under(row.property, row.on) });
    });

    it(`${row.name}: leaves alone what is on`, async () => {
      const policies = await pack.remediate(registration(row.type, under(row.property, row.on)));
      expect(policies.map(({ policy }) => policy)).not.to.include(row.name);
    });
  }

  it("refuses a function with code, and says why: its archive would lose its files", async () => {
    const code = {
      "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7",
      hash: "5f2b",
      assets: {},
    };
    const given = registration(FUNCTION, { code, tracingConfig: { mode: "PassThrough" } });
    expect((await pack.remediate(given)).map(({ policy }) => policy)).not.to.include(
      "lambda-function-traced",
    );
    const { diagnostics } = await pack.analyze(given);
    const own = diagnostics.find(({ policy }) => policy === "lambda-function-traced");
    expect(own?.level).to.equal("mandatory");
    expect(own?.message).to.match(/archive/);
  });

  it("touches the tracing key only, in place, and once: for inputs of any shape", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TRACED),
        fc.dictionary(
          fc.constantFrom("name", "tags", "code", "tracingConfig", "xrayTracingEnabled"),
          fc.jsonValue(),
        ),
        (row, inputs) => {
          const before = structuredClone(inputs);
          const once = remediated(row, inputs);
          expect(without(keyOf(row), inputs)).to.deep.equal(without(keyOf(row), before));
          if (once === undefined) expect(inputs).to.deep.equal(before);
          else expect(once).to.equal(inputs);
          expect(remediated(row, inputs)).to.equal(undefined);
          expect(toValue(inputs)).to.deep.equal(toValue(structuredClone(inputs)));
        },
      ),
      { numRuns: 500 },
    );
  });
});
