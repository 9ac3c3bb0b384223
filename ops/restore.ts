/** Items of a restored table, put back into the table of the program. */
import { isDeepStrictEqual } from "node:util";
import type { IncidentId } from "../workflow/contract";
import { restored, type Incident } from "../workflow/incident";
import { inParallel } from "./inParallel";
import { occasion } from "./mend";
import type { World } from "./ports";

export interface Copy {
  readonly incident: Incident;
  /** What it would take the place of; undefined where the incident is missing. */
  readonly inPlaceOf: Incident | undefined;
}

/**
 * Those of another table that differ from the program's own, or are missing there; of these ids where they are given.
 * What was erased at somebody's word stays erased, and what was kept for its time stays gone.
 */
export async function differing(
  { incidents, now }: World,
  table: string,
  ids?: readonly IncidentId[],
): Promise<readonly Copy[]> {
  const found: Copy[] = [];
  for await (const page of incidents.copies(table)) {
    const wanted = page.filter(
      ({ incidentId, purgeAt = Infinity }) =>
        (ids === undefined || ids.includes(incidentId)) && purgeAt * 1000 > now(),
    );
    const compared = await inParallel(wanted, async (incident) => {
      return { incident, inPlaceOf: await incidents.get(incident.incidentId) };
    });
    found.push(
      ...compared.filter(({ incident, inPlaceOf }) => !isErased(inPlaceOf) && !isSame(incident, inPlaceOf)),
    );
  }
  return found;
}

const isErased = (current: Incident | undefined): boolean => current?.erasedAt !== undefined;

const isSame = (copy: Incident, current: Incident | undefined): boolean =>
  current !== undefined && isDeepStrictEqual(content(copy), content(current));

/** Without what putting it back changes. */
const content = (incident: Incident): object => ({
  ...incident,
  version: 0,
  changedAt: "",
  changedOn: "",
  audit: incident.audit.filter(({ what }) => what !== "restored"),
});

/** Ids of those that changed in the meantime: nothing was done with them. */
export async function putBack(
  { incidents, now }: World,
  copies: readonly Copy[],
): Promise<readonly IncidentId[]> {
  const put = await inParallel(copies, ({ incident, inPlaceOf }) =>
    incidents.put(restored(incident, occasion(now())), inPlaceOf),
  );
  return copies.flatMap(({ incident }, index) => (put[index] === true ? [] : [incident.incidentId]));
}
