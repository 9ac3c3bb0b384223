import { expect } from "chai";
import type { Runnable } from "mocha";
import { PROTOCOL, WITHOUT_CONDITION, WITHOUT_ORDER, type Protocol } from "./protocol";
import { search, type Broken } from "./search";

/** Crashes, zombies, wrong invocations, and deeds of officers and of the schedule, in all. */
const MOST = 2;

describe("protocol: every interleaving of clients, officers, crashes, zombies, deadlines and retries", function () {
  // Half a million states take half a minute, and longer where other tests run beside them.
  this.timeout(180_000);
  it("keeps every invariant, and can always come to an end", function () {
    const { broken, ends, states } = search(PROTOCOL, MOST);
    expect(broken && words(broken)).to.equal(undefined);
    expect([...ends].sort()).to.deep.equal(["administrative-action", "resolved", "withdrawn"]);
    say(this.test, `${states.toLocaleString("en")} states`);
  });

  const breaks = (test: Runnable | undefined, protocol: Protocol) => {
    for (let most = 0; most <= MOST; most++) {
      const { broken } = search(protocol, most);
      if (broken === undefined) continue;
      say(test, broken.invariant);
      return;
    }
    throw new Error("No invariant breaks: either one is missing, or the rule is not needed.");
  };

  describe("breaks an invariant without the condition", () => {
    for (const { rule, protocol } of WITHOUT_CONDITION)
      it(rule, function () {
        breaks(this.test, protocol);
      });
  });

  describe("breaks an invariant without the rule", () => {
    for (const { rule, protocol } of WITHOUT_ORDER)
      it(rule, function () {
        breaks(this.test, protocol);
      });
  });
});

const words = ({ invariant, trace }: Broken): string => [`Broken: ${invariant}`, ...trace].join("\n  ");

/** What was found stands in the title: it is read with the results. */
function say(test: Runnable | undefined, found: string): void {
  if (test) test.title += `: ${found}`;
}
