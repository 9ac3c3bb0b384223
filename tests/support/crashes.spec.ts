import { expect } from "chai";
import { crashEverywhere } from "./crashes";
import { caseAfter, codes, ID } from "./process";

describe("tests/support/crashes", () => {
  it("crashes at every call once, and lets nothing through after the crash", async () => {
    const seen: string[] = [];
    const calls = await crashEverywhere("after", {
      prepare: () => caseAfter("open"),
      work: async (ports) => {
        await ports.incidents.get(ID);
        await ports.clock.sleep(5).catch(() => undefined);
        await ports.notifications.publish(ports.notifications.published[0] ?? expect.fail());
      },
      crashed: async (ports, outcome, crash) => {
        seen.push(`${crash.calls.join(" ")}: ${outcome.status}, ${codes(ports).length} mailed`);
        return Promise.resolve();
      },
    });
    expect(calls).to.deep.equal(["get", "sleep", "publish"]);
    expect(seen).to.deep.equal([
      "get: rejected, 1 mailed",
      "get sleep: rejected, 1 mailed",
      "get sleep publish: rejected, 2 mailed",
    ]);
  });
});
