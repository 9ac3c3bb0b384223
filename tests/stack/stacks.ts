/** Stacks that the specs of this folder share: bringing one up takes seconds. */
import { startStack, type Stack } from "../../local/stack";

const started = new Map<string, Promise<Stack>>();

/** The stack whose attempts are open that long; it ends with the last test. */
export function stackWith(deadline: string): Promise<Stack> {
  const stack = started.get(deadline) ?? startStack({ port: 0, deadline });
  started.set(deadline, stack);
  return stack;
}

after(async () => {
  for (const stack of started.values()) await (await stack).stop();
});
