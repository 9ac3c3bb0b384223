/** The command line of whoever is on call. */
import { parseArgs } from "node:util";
import { isIncidentId, type IncidentId } from "../workflow/contract";
import { connect } from "./aws";
import { says } from "./disagreement";
import { explain } from "./faults";
import { inParallel } from "./inParallel";
import { isMendable, mendThem } from "./mend";
import type { World } from "./ports";
import { differing, putBack, type Copy } from "./restore";
import { look, settled, survey, type Look, type Survey, type Wanted } from "./survey";
import { readOutputs, stackOutputs, targetOf, type Target } from "./target";
import { incidentText, incidentView, overdueSince } from "./view";

export const HELP = `Usage: npm run ops -- COMMAND [ID…] --stack NAME

For whoever is on call: what an incident's item and its execution say, whether they agree, and how that is mended.

  incident ID           item, execution, the way so far, traces, and what to do next
  stuck                 incidents past their time, and those that disagree with their execution
  redrive [ID…]         executions that failed and may go on where they ended: all, or of these incidents
  reconcile [ID…]       incidents and executions that disagree: mends them
  restore [ID…] --from TABLE
                        puts the items of a restored table back that are missing; with IDs, these as they are there

Which stack:
  --stack NAME          by \`pulumi stack output --json\`; credentials as the AWS CLI finds them
  --outputs FILE        by what that command printed, or \`npm start -- --json\` for the one on this machine; - is
                        standard input

  --yes                 change things without asking
  --json                for programs, in place of text
  --person              incident: show also student id, e-mail address, course, assessment, description and reason
  --sit-again           reconcile: what its execution had closed, and is open again in a restored table, is sat again
  --overwrite           restore: put back also what is there and differs, all of it
  --limit N             look at most at so many incidents, and executions of each status (default 1000)
  --help                show this

Changes nothing without a yes. Everything can be done again, and while students sit their exams.

Exit codes: 0 nothing is left to do; 1 something is; 2 used wrongly; 3 the stack could not be asked.
`;

export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Undefined where nobody can be asked. */
  readonly ask: ((question: string) => Promise<boolean>) | undefined;
  /** Between two looks at what disagrees, in milliseconds: longer than a function takes between item and execution. */
  readonly settleMs: number;
}

interface Options {
  readonly command: Command;
  readonly ids: readonly IncidentId[];
  readonly stack: string | undefined;
  readonly outputs: string | undefined;
  readonly yes: boolean;
  readonly json: boolean;
  readonly person: boolean;
  readonly sitAgain: boolean;
  readonly overwrite: boolean;
  readonly from: string | undefined;
  readonly limit: number;
}

type Command = "incident" | "stuck" | "redrive" | "reconcile" | "restore";

interface Call {
  readonly world: World;
  readonly target: Target;
  readonly options: Options;
  readonly io: Io;
}

const COMMANDS: Readonly<Record<Command, (call: Call) => Promise<number>>> = {
  incident: showIncident,
  stuck: showStuck,
  redrive: (call) => mendAll(call, ({ disagreement }) => disagreement?.mending.do === "redrive"),
  reconcile: (call) => mendAll(call, () => true),
  restore,
};

/** Gives the exit code. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const options = readOptions(argv);
  if (options === "help") {
    io.out(HELP);
    return 0;
  }
  if (typeof options === "string") {
    io.err(`${options}\n\n${HELP}`);
    return 2;
  }
  let target: Target | undefined;
  try {
    target = targetOf(await outputsOf(options));
    const connection = connect(target);
    try {
      return await COMMANDS[options.command]({ world: connection.world, target, options, io });
    } finally {
      connection.close();
    }
  } catch (error) {
    io.err(`${explain(error, target)}\n`);
    return 3;
  }
}

const outputsOf = ({ stack, outputs }: Options): Promise<string> | string =>
  outputs === undefined ? stackOutputs(stack ?? "") : readOutputs(outputs);

/** "help", or a sentence about what is wrong with them, where they are none. */
function readOptions(argv: readonly string[]): Options | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        stack: { type: "string" },
        outputs: { type: "string" },
        yes: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        person: { type: "boolean", default: false },
        "sit-again": { type: "boolean", default: false },
        overwrite: { type: "boolean", default: false },
        from: { type: "string" },
        limit: { type: "string", default: "1000" },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) return "help";
    const [command = "", ...raw] = positionals;
    const { stack, outputs, from, overwrite, yes, json, person } = values;
    if (!isCommand(command))
      return `The command is "${command}", but one of ${Object.keys(COMMANDS).join(", ")} was expected.`;
    const ids = raw.filter(isIncidentId);
    const [wrong] = raw.filter((id) => !isIncidentId(id));
    if (wrong !== undefined) return `"${wrong}" is no incident id.`;
    if (command === "incident" && ids.length !== 1)
      return `The id of one incident was expected, found ${ids.length}.`;
    if (command === "stuck" && ids.length > 0) return "stuck looks at all incidents: it takes no ids.";
    if ((command === "restore") !== (from !== undefined))
      return "--from TABLE belongs to restore: it names the restored table.";
    if ((stack === undefined) === (outputs === undefined))
      return "Which stack was expected, once: --stack NAME or --outputs FILE.";
    const limit = /^[1-9]\d{0,5}$/.test(values.limit) ? Number(values.limit) : undefined;
    if (limit === undefined) return `The limit is "${values.limit}", but 1 to 999999 was expected.`;
    const sitAgain = values["sit-again"];
    return { command, ids, stack, outputs, yes, json, person, sitAgain, overwrite, from, limit };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const isCommand = (name: string): name is Command => Object.hasOwn(COMMANDS, name);

async function showIncident({ world, target, options, io }: Call): Promise<number> {
  const { json, person } = options;
  const [id] = options.ids;
  if (id === undefined) return 2;
  const first = await look(world, id);
  if (first.incident === undefined && first.executions.length === 0) {
    io.err(
      `There is no incident ${id} in ${target.tableName}, and no execution of it. Ids are case-sensitive: is it spelt so?\n`,
    );
    return 1;
  }
  // What is on its way between item and execution is not shown as a disagreement.
  const [still] = await settled(world, [first], io.settleMs);
  const seen = still ?? (first.disagreement ? await look(world, id) : first);
  const latest = [...seen.executions].sort((a, b) => b.startedAt - a.startedAt).at(0);
  const states = latest ? await world.executions.way(latest.arn) : [];
  const view = incidentView(seen, { now: world.now(), person, target, states });
  io.out(json ? asJson(view) : incidentText(view));
  return view.agree ? 0 : 1;
}

const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Of a list. */
interface Row {
  readonly incidentId: IncidentId;
  readonly found: string;
  readonly then: string;
}

const rowOf = ({ id, disagreement }: Look): readonly Row[] =>
  disagreement ? [{ incidentId: id, found: disagreement.found, then: says(disagreement.mending) }] : [];

const line = ({ incidentId, found, then }: Row): string => `${incidentId}: ${found}\n    → ${then}\n`;

async function showStuck({ world, options, io }: Call): Promise<number> {
  const { limit, json } = options;
  const { looks, more } = await survey(world, { limit });
  const disagreeing = (await settled(world, looks, io.settleMs)).flatMap(rowOf);
  const known = disagreeing.map(({ incidentId }) => incidentId);
  const due = await world.incidents.due(world.now(), limit);
  const others = due.ids.filter((id) => !known.includes(id));
  const overdue = (
    await inParallel(others, async (id): Promise<readonly Row[]> => {
      const incident = await world.incidents.get(id);
      const since = incident && overdueSince(incident, world.now());
      return since === undefined
        ? []
        : [{ incidentId: id, found: `Past its time since ${since}.`, then: `npm run ops -- incident ${id}` }];
    })
  ).flat();
  const rows = [...disagreeing, ...overdue];
  const incomplete = more || due.more;
  if (json) io.out(asJson({ stuck: rows, complete: !incomplete }));
  else {
    io.out(`${looks.length} incidents and executions looked at, ${rows.length} stuck.\n`);
    for (const row of rows) io.out(line(row));
    if (disagreeing.length > 0) io.out("\nMend them: npm run ops -- reconcile\n");
    if (incomplete) io.out(MORE);
  }
  return rows.length > 0 ? 1 : 0;
}

const MORE = "There are more than were looked at: --limit.\n";

async function mendAll(call: Call, isWanted: (seen: Look) => boolean): Promise<number> {
  const { world, options, io } = call;
  const { ids, limit, sitAgain, json } = options;
  const wanted: Wanted = { limit, sitAgain, ...(ids.length > 0 && { ids }) };
  const say = (text: string) => {
    if (!json) io.out(text);
  };
  const { looks, more }: Survey = await survey(world, wanted);
  const disagreeing = (await settled(world, looks, io.settleMs, wanted)).filter(isWanted);
  const asked = disagreeing.filter(isMendable);
  const left = disagreeing.filter((each) => !asked.includes(each));
  say(
    `${looks.length} looked at, ${asked.length} to mend${left.length > 0 ? `, ${left.length} to decide` : ""}.\n`,
  );
  for (const row of asked.flatMap(rowOf)) say(line(row));
  if (left.length > 0) say("\nFor somebody to decide:\n");
  for (const row of left.flatMap(rowOf)) say(line(row));
  if (more) say(MORE);
  const agreed = asked.length > 0 && (await mayChange(call, `Mend ${asked.length}?`));
  const { mended, open } = agreed
    ? await mendThem(world, asked, io.settleMs, wanted, (id, how) => {
        say(`${id}: ${how}\n`);
      })
    : { mended: [], open: asked };
  if (agreed)
    say(open.length === 0 ? "All of them agree now.\n" : `${open.length} do not agree yet: run it again.\n`);
  const rest = [...open, ...left].flatMap(rowOf);
  if (json) io.out(asJson({ mended: mended.flatMap(rowOf), left: rest, complete: !more }));
  return rest.length > 0 ? 1 : 0;
}

/** Says what to do where nobody can be asked. */
async function mayChange({ options, io }: Call, question: string): Promise<boolean> {
  if (options.yes) return true;
  if (io.ask !== undefined && !options.json) return io.ask(question);
  io.err("Nothing was changed: say --yes to change it.\n");
  return false;
}

async function restore(call: Call): Promise<number> {
  const { world, options, io } = call;
  const { ids, from = "", overwrite, json } = options;
  const differ = await differing(world, from, ids.length > 0 ? ids : undefined);
  const missing = differ.filter(({ inPlaceOf }) => inPlaceOf === undefined);
  const copies = overwrite || ids.length > 0 ? differ : missing;
  const rows = copies.map(restoring);
  if (!json) {
    io.out(`${missing.length} are missing, ${differ.length - missing.length} differ.\n`);
    for (const row of rows) io.out(line(row));
  }
  const agreed = copies.length > 0 && (await mayChange(call, `Put ${copies.length} back?`));
  const changed = agreed ? await putBack(world, copies) : copies.map(({ incident }) => incident.incidentId);
  const left = rows.filter(({ incidentId }) => changed.includes(incidentId));
  if (json) io.out(asJson({ restored: rows.filter((row) => !left.includes(row)), left }));
  else if (agreed) {
    for (const { incidentId } of left) io.out(`${incidentId}: changed\n`);
    io.out(`${copies.length - left.length} were put back. Now: npm run ops -- reconcile\n`);
  }
  return left.length > 0 ? 1 : 0;
}

const restoring = ({ incident, inPlaceOf }: Copy): Row => ({
  incidentId: incident.incidentId,
  found: inPlaceOf
    ? `It is ${inPlaceOf.status} at version ${inPlaceOf.version}, in the copy ${incident.status} at version ${incident.version}.`
    : `It is missing, in the copy ${incident.status} at version ${incident.version}.`,
  then: "Put the copy in its place.",
});
