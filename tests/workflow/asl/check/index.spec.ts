import { expect } from "chai";
import { array, assert, constantFrom, jsonValue, property, tuple } from "fast-check";
import { assertSound, check } from "../../../../workflow/asl/check";
import { examMachine } from "../../../../workflow/machine";
import { ARN, changed, expectProblems, found, SOUND, WHOLE } from "./machines";

describe("check", () => {
  it("accepts the machine of the exam", () => {
    const machine = examMachine(
      { openAttempt: { functionArn: ARN }, closeAttempt: { functionArn: ARN } },
      { windowSeconds: 1_209_600, graceSeconds: 60 },
    );
    expect(check(machine)).to.deep.equal([]);
  });

  it("accepts a definition that has every field", () => {
    expectProblems({}, []);
  });

  it("accepts a definition that has every type of state, in both query languages", () => {
    expect(found(WHOLE)).to.deep.equal([]);
  });

  it("applies the rules of this project only when it is strict", () => {
    const loose = changed({ "/States/Tell/TimeoutSeconds": undefined, "/States/Decide/Default": undefined });
    expect(found(loose)).to.deep.equal([]);
    expect(found(loose, { strict: true })).to.deep.equal([
      "/States/Decide choice/default",
      "/States/Tell timeout/required",
    ]);
  });

  it("says where, what, how to mend it, and who says so", () => {
    expect(check(changed({ "/States/Ask/Catch/0/Next": "Bed" }))).to.deep.equal([
      {
        pointer: "/States/Ask/Catch/0/Next",
        rule: "graph/target",
        message: 'expected the name of a state, found "Bed"',
        mend: 'Write "Bad", or add the state.',
        source: "https://states-language.net/spec.html#transition",
      },
    ]);
  });

  it("orders problems by pointer, then rule", () => {
    expectProblems(
      {
        "/States/Tell/TimeoutSeconds": undefined,
        "/States/Decide/Default": undefined,
        "/States/Ask/Output": "{% $a + $b & total %}",
        "/Verison": "1.0",
      },
      [
        "/States/Ask/Output jsonata/input-document",
        "/States/Ask/Output variables/unknown",
        "/States/Ask/Output variables/unknown",
        "/States/Decide choice/default",
        "/States/Tell timeout/required",
        "/Verison shape/unknown-field",
      ],
    );
  });

  it("escapes the names in a pointer", () => {
    expectProblems({ "/States/Bad/a~b": 1 }, ["/States/Bad/a~0b shape/unknown-field"]);
    const slash = { ...SOUND.States, "Ask/Tell": { Type: "Succeed" } };
    expectProblems({ "/States": slash }, ["/States/Ask~1Tell graph/unreachable"]);
  });

  it("refuses what is no JSON, or no object", () => {
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    const cases: readonly (readonly [unknown, string])[] = [
      [undefined, "shape/json"],
      [() => SOUND, "shape/json"],
      [1n, "shape/json"],
      [circle, "shape/json"],
      [{ toJSON: () => undefined }, "shape/json"],
      [null, "shape/value"],
      ["{}", "shape/value"],
      [[SOUND], "shape/value"],
    ];
    expect(cases.map(([value]) => check(value).map(({ pointer, rule }) => [pointer, rule]))).to.deep.equal(
      cases.map(([, rule]) => [["", rule]]),
    );
  });

  it("refuses a definition of more than 1 MiB, in UTF-8, and accepts one of exactly that", () => {
    const room = 1_048_576 - Buffer.byteLength(JSON.stringify(SOUND));
    const comment = (bytes: number) => ({
      "/Comment": SOUND.Comment + "é".repeat(Math.floor(bytes / 2)) + "e".repeat(bytes % 2),
    });
    expectProblems(comment(room), []);
    expectProblems(comment(room + 1), [" shape/size"]);
  });

  it("refuses what is nested so deep that reading it could overflow the stack", () => {
    const nested = (levels: number) => Array.from({ length: levels }).reduce<unknown>((inner) => [inner], 0);
    // The value stands four levels below the definition.
    expectProblems({ "/States/Ask/Arguments/Payload": nested(196) }, ["/States/Ask/Arguments task/token"]);
    expectProblems({ "/States/Ask/Arguments/Payload": nested(197) }, [" shape/depth"]);
  });

  it("gives a verdict on any JSON, changes nothing, and says the same again", () => {
    assert(
      property(jsonValue(), (value) => {
        const before = JSON.stringify(value);
        const verdict = check(value);
        expect(verdict.length).to.be.greaterThan(0);
        expect(JSON.stringify(value)).to.equal(before);
        expect(check(value)).to.deep.equal(verdict);
      }),
      { numRuns: 500 },
    );
  });

  for (const [what, sound] of [
    ["in JSONata", SOUND],
    ["in JSONPath", WHOLE],
  ] as const)
    it(`gives a verdict on a definition ${what} with any JSON in any places, and changes nothing`, () => {
      const change = tuple(constantFrom(...pointers(sound, "")), jsonValue());
      assert(
        property(array(change, { minLength: 1, maxLength: 3 }), (changes) => {
          // Longer pointers first: a value is put inside before what holds it is replaced.
          const sorted = [...changes].sort(([left], [right]) => right.length - left.length);
          const definition = changed(Object.fromEntries(sorted), sound);
          const before = JSON.stringify(definition);
          const verdict = check(definition);
          expect(JSON.stringify(definition)).to.equal(before);
          expect(check(JSON.parse(before))).to.deep.equal(verdict);
        }),
        { numRuns: 300 },
      );
    });
});

describe("assertSound", () => {
  it("accepts a sound definition", () => {
    expect(() => {
      assertSound(SOUND);
    }).not.to.throw();
  });

  it("throws one error that lists every problem", () => {
    const unsound = changed({
      "/States/Ask/HeartbeatSeconds": 600,
      "/States/Tell/TimeoutSeconds": undefined,
    });
    expect(() => {
      assertSound(unsound);
    }).to.throw(
      Error,
      [
        "The state machine definition has 2 problems.",
        "",
        "/States/Ask/HeartbeatSeconds: expected less than TimeoutSeconds (600), found 600",
        "  Lower HeartbeatSeconds: as it stands the task times out before a heartbeat can be missed.",
        "  [timeout/heartbeat] https://states-language.net/spec.html#task-state",
        "",
        "/States/Tell: expected a field TimeoutSeconds, found none: the task may then last 99999999 seconds, three years",
        "  Write how long the task may take, in seconds; catch or retry States.Timeout.",
        "  [timeout/required] project rule; see https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html",
      ].join("\n"),
    );
  });
});

/** Of everything below the root. */
function pointers(value: unknown, pointer: string): readonly string[] {
  const below =
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, part]) => pointers(part, `${pointer}/${key}`))
      : [];
  return pointer === "" ? below : [pointer, ...below];
}
