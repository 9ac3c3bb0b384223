/** `npm run policies`: what the policies say of this program's own resources, without a cloud, or of another stack. */
import { run } from "../policies/report/main";

void run(async () => {
  // Only now: an export of somebody else's needs no program to be run.
  const { ownStack } = await import("./ownStack");
  return JSON.stringify(await ownStack());
});
