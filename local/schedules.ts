/** EventBridge's schedules: functions that are invoked again and again, as the program's rules say. */
import { randomUUID } from "node:crypto";
import type { MayInvoke } from "./functionPermissions";
import { readState, type Resource } from "./inputs";
import type { Lambda } from "./lambda";
import { newRoot, writeHop } from "./traces/header";

export interface Schedules {
  /** Invokes every target once, now, and waits for the ends. Rejects where one fails. */
  runAll(): Promise<void>;
  stop(): void;
}

interface Target {
  readonly ruleArn: string;
  readonly functionArn: string;
  readonly everyMs: number;
}

const UNITS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** Throws where a rule is no rate, or a target no function: that does not run on this machine. */
export function startSchedules(
  resources: readonly Resource[],
  lambda: Pick<Lambda, "invoke">,
  mayInvoke: MayInvoke,
): Schedules {
  const rules = resources.filter(({ type }) => type === "aws:cloudwatch/eventRule:EventRule");
  const targets = resources
    .filter(({ type }) => type === "aws:cloudwatch/eventTarget:EventTarget")
    .map((target): Target => {
      const state = readState(target);
      const rule = rules.find(({ id }) => id === state.text("rule"));
      if (!rule)
        throw new Error(`EventTarget "${target.name}": the program registers no rule ${state.text("rule")}.`);
      const what = readState(rule);
      return {
        ruleArn: what.text("arn"),
        functionArn: state.text("arn"),
        everyMs: everyMs(rule.name, what.text("scheduleExpression")),
      };
    });
  const timers = targets.map((target) =>
    setInterval(() => {
      // What fails says so in its log.
      invoke(target).catch(() => undefined);
    }, target.everyMs).unref(),
  );

  async function invoke({ ruleArn, functionArn }: Target): Promise<void> {
    if (!mayInvoke("events.amazonaws.com", functionArn, ruleArn))
      throw new Error(`No permission lets ${ruleArn} invoke ${functionArn}.`);
    const hop = writeHop({ root: newRoot(), sampled: true });
    const outcome = await lambda.invoke(functionArn, JSON.stringify(eventOf(ruleArn)), hop);
    if (!("payload" in outcome)) throw new Error(`${functionArn} failed: ${JSON.stringify(outcome)}`);
  }

  return {
    runAll: async () => {
      for (const target of targets) await invoke(target);
    },
    stop: () => {
      timers.forEach(clearInterval);
    },
  };
}

/** `rate(5 minutes)`; expressions of cron are not evaluated here. */
function everyMs(rule: string, expression: string): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (count === undefined || !isUnit(unit))
    throw new Error(
      `EventRule "${rule}": ${expression} does not run on this machine, rate(5 minutes) would.`,
    );
  return Number(count) * UNITS[unit];
}

const isUnit = (unit: string | undefined): unit is keyof typeof UNITS => unit !== undefined && unit in UNITS;

/** https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
const eventOf = (ruleArn: string) => ({
  version: "0",
  id: randomUUID(),
  "detail-type": "Scheduled Event",
  source: "aws.events",
  account: ruleArn.split(":")[4],
  region: ruleArn.split(":")[3],
  time: new Date().toISOString(),
  resources: [ruleArn],
  detail: {},
});
