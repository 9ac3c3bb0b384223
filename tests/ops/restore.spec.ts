import { expect } from "chai";
import { differing, putBack } from "../../ops/restore";
import type { World } from "../../ops/ports";
import { incidentId, timestamp } from "../../workflow/contract";
import type { Incident } from "../../workflow/incident";
import { HOUR_MS, incidentWith, NOW, OPEN, PASSED } from "../support/samples";

const named = (name: string, incident: Incident): Incident => ({ ...incident, incidentId: incidentId(name) });
const open = (name: string, more: Partial<Incident> = {}) => ({
  ...named(name, incidentWith("awaiting-exam", OPEN)),
  ...more,
});

const unused = () => Promise.reject(new Error("Not of this spec."));

/** A table with these incidents, and another one with those. */
function world(current: readonly Incident[], copies: readonly Incident[]) {
  const table = new Map(current.map((each) => [each.incidentId, each]));
  const made: World = {
    incidents: {
      get: (id) => Promise.resolve(table.get(id)),
      open: unused,
      due: unused,
      apply: unused,
      async *copies(name) {
        expect(name).to.equal("restored");
        for (const each of copies) yield await Promise.resolve([each]);
      },
      put: (incident, inPlaceOf) => {
        const is = table.get(incident.incidentId);
        if (is?.version !== inPlaceOf?.version) return Promise.resolve(false);
        table.set(incident.incidentId, incident);
        return Promise.resolve(true);
      },
    },
    executions: {
      of: unused,
      way: unused,
      list: unused,
      start: unused,
      stop: unused,
      redrive: unused,
      wake: unused,
    },
    now: () => NOW + HOUR_MS,
    sleep: unused,
  };
  return { world: made, table };
}

const names = (found: readonly { readonly incident: Incident }[]) =>
  found.map(({ incident }) => incident.incidentId);

describe("ops: what is put back of a restored table", () => {
  const closed = named("differs", incidentWith("resolved", PASSED));

  it("is what is missing or differs, of these ids where they are given", async () => {
    const copies = [open("same"), open("missing"), open("differs")];
    const { world: each } = world([open("same"), closed, open("new")], copies);
    expect(names(await differing(each, "restored"))).to.deep.equal(["missing", "differs"]);
    expect(names(await differing(each, "restored", [incidentId("differs")]))).to.deep.equal(["differs"]);
  });

  it("is never what was erased since, nor what was kept for its time", async () => {
    const erased = { ...closed, erasedAt: timestamp(NOW) };
    const purged = { ...named("purged", incidentWith("resolved", PASSED)), purgeAt: NOW / 1000 };
    const { world: each } = world([erased], [closed, purged]);
    expect(await differing(each, "restored")).to.deep.equal([]);
  });

  it("counts as a change of now, by an operator, and as the same when it is compared again", async () => {
    const { world: each, table } = world([closed], [open("differs")]);
    expect(await putBack(each, await differing(each, "restored"))).to.deep.equal([]);
    const back = table.get(incidentId("differs"));
    expect(back).to.include({ status: "awaiting-exam", version: 2, changedAt: timestamp(NOW + HOUR_MS) });
    expect(back?.audit.at(-1)).to.include({ who: "officer", by: "machine:ops", what: "restored" });
    expect(await differing(each, "restored")).to.deep.equal([]);
  });

  it("is left where it changed in between", async () => {
    const { world: each, table } = world([closed], [open("differs")]);
    const found = await differing(each, "restored");
    table.set(closed.incidentId, { ...closed, version: 9 });
    expect(await putBack(each, found)).to.deep.equal(["differs"]);
    expect(table.get(closed.incidentId)).to.include({ version: 9 });
  });
});
