/** Stacks that the specs of this folder share: bringing one up takes seconds. */
import { expect } from "chai";
import { startStack, type Stack } from "../../local/stack";
import { keysIn, privateIn, written } from "./secrets";

const started = new Map<string, Promise<Stack>>();

/** The stack whose attempts are open that long; it ends with the last test. */
export function stackWith(deadline: string): Promise<Stack> {
  const stack = started.get(deadline) ?? startStack({ port: 0, deadline });
  started.set(deadline, stack);
  return stack;
}

after("the stacks end, and nothing that they wrote in all that time holds a secret", async () => {
  const found: string[] = [];
  for (const [deadline, stack] of started) {
    const running = await stack;
    const text = written(running);
    found.push(...[...keysIn(text, running), ...privateIn(text)].map((what) => `${deadline}: ${what}`));
    await running.stop();
  }
  expect(found).to.deep.equal([]);
});
