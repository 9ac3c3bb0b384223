/** Items of every status and shape, as a program stores them. */
import type { Resource } from "../../local/inputs";
import type { Items } from "../../local/services/dynamodb";
import { startStack, type Deployable } from "../../local/stack";
import { client } from "../stack/client";
import type { Fixture } from "./fixture";

/** The state machine may call nothing: what is reported stays unopened. */
export const withoutGrants = ({ resources, outputs }: Deployable): Deployable => ({
  resources: resources.filter((resource) => !isGrant(resource)),
  outputs,
});

const isGrant = ({ type, name }: Resource) =>
  type === "aws:iam/rolePolicy:RolePolicy" && name === "exam-executions";

/** Plays on the program alone. Each incident is named after where it stands. */
export async function playedItems({ program, withShortWindow }: Fixture): Promise<Items> {
  const found = [await itemsOf(withoutGrants(program), unopened), await itemsOf(program, played)];
  const all = [...found, await itemsOf(withShortWindow, missed)];
  const tables = Object.keys(all[0] ?? {});
  return Object.fromEntries(tables.map((table) => [table, all.flatMap((items) => items[table] ?? [])]));
}

type Api = ReturnType<typeof client>;

async function itemsOf(program: Deployable, play: (api: Api) => Promise<unknown>): Promise<Items> {
  const stack = await startStack({ program });
  try {
    await play(client(stack));
    return await stack.items();
  } finally {
    await stack.stop();
  }
}

const unopened = (api: Api) => api.report("unopened");

async function missed(api: Api): Promise<void> {
  await api.report("missed-thrice");
  await api.message("missed-thrice", 3, "administrative-action");
}

async function played(api: Api): Promise<void> {
  const opened = (incidentId: string) => api.message(incidentId, 1, "exam-invitation");
  const ids = ["open", "again", "moved", "withdrawn", "erased", "passed", "failed-once", "failed-thrice"];
  for (const id of ids) {
    await api.report(id);
    await opened(id);
  }
  // Programs that have no such route refuse: the item stays as it is.
  const first = (id: string) => `/incidents/${id}/attempts/1`;
  await api.send("POST", `${first("again")}/invitation`, { body: { email: "corrected@university.example" } });
  const deadline = new Date(Date.now() + 7_200_000).toISOString();
  await api.send("PUT", `${first("moved")}/deadline`, { body: { deadline } });
  await api.withdraw("withdrawn");
  await api.withdraw("erased");
  await api.send("DELETE", "/incidents/erased/person");
  await api.sit("passed", 1, true);
  await api.status("passed", "resolved");
  await api.sit("failed-once", 1, false);
  await api.message("failed-once", 2, "exam-invitation");
  for (const attempt of [1, 2, 3]) {
    await api.paper("failed-thrice", attempt);
    await api.sit("failed-thrice", attempt, false);
  }
  await api.message("failed-thrice", 3, "administrative-action");
}
