/** Variables (specification, "Variables"): those of a scope, which sees the ones around it and is not seen by them. */
import { stateError } from "./fault";
import type { Variables } from "./form";
import { byteLength, jsonText, MAX_DATA_BYTES } from "./json";

/** Of all variables of an execution, in UTF-8
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html). */
const MAX_STORED_BYTES = 10 * 1024 * 1024;

export interface Scope {
  /** What an expression in this scope sees. */
  readonly visible: () => Variables;
  /** @throws the fault States.DataLimitExceeded for more than may be stored */
  readonly check: (assigned: Variables) => void;
  /** What was checked takes the place of what has the same name in this scope. */
  readonly assign: (assigned: Variables) => void;
  readonly inner: () => Scope;
  /** Forgets what it and the scopes inside of it hold. */
  readonly close: () => void;
}

/** Of the machine itself, and of a child execution of a distributed Map, which sees no variables of its parent. */
export const outermost = (): Scope => scope(() => ({}), { bytes: 0 });

function scope(outer: () => Variables, stored: { bytes: number }): Scope {
  const own = new Map<string, { readonly value: Variables[string]; readonly bytes: number }>();
  const inside = new Set<Scope>();
  const growth = (assigned: Variables): number =>
    Object.entries(assigned).reduce(
      (sum, [name, value]) => sum + byteLength(jsonText(value)) - (own.get(name)?.bytes ?? 0),
      0,
    );
  const self: Scope = {
    visible: () => ({
      ...outer(),
      ...Object.fromEntries([...own].map(([name, { value }]) => [name, value])),
    }),
    check(assigned) {
      if (byteLength(jsonText(assigned)) > MAX_DATA_BYTES)
        throw tooMuch(`The variables that a state assigns have ${MAX_DATA_BYTES} bytes at most.`);
      if (stored.bytes + growth(assigned) > MAX_STORED_BYTES)
        throw tooMuch(`The variables of an execution have ${MAX_STORED_BYTES} bytes at most.`);
    },
    assign(assigned) {
      stored.bytes += growth(assigned);
      for (const [name, value] of Object.entries(assigned))
        own.set(name, { value, bytes: byteLength(jsonText(value)) });
    },
    inner() {
      const made = scope(self.visible, stored);
      inside.add(made);
      return made;
    },
    close() {
      for (const each of inside) each.close();
      for (const { bytes } of own.values()) stored.bytes -= bytes;
      own.clear();
      inside.clear();
    },
  };
  return self;
}

const tooMuch = (cause: string): Error => stateError({ error: "States.DataLimitExceeded", cause });
