/**
 * `npm run parity`: every case in the runner and in AWS, and what differs. It needs credentials that may call
 * states:TestState, and a region. Exits with 0 when nothing differs, 1 when something does, 2 when it did not run.
 */
import { SFNClient } from "@aws-sdk/client-sfn";
import { CASES } from "./cases";
import { differences } from "./compare";
import { here } from "./here";
import { there } from "./there";

/** Without credentials in the environment or in the files of the AWS CLI, nobody else is asked for any. */
process.env["AWS_EC2_METADATA_DISABLED"] ??= "true";

async function main(): Promise<number> {
  const client = new SFNClient({});
  try {
    await client.config.credentials();
    await client.config.region();
  } catch (error) {
    console.error(`Not run: ${reason(error)}`);
    console.error(
      "It compares the runner with AWS: set credentials that may call states:TestState, and AWS_REGION.",
    );
    return 2;
  }
  let different = 0;
  for (const each of CASES) {
    const found = await compared(client, each);
    console.log(`${found.length === 0 ? "same      " : "different "} ${each.name}`);
    for (const line of found) console.log(`           ${line}`);
    if (found.length > 0) different += 1;
  }
  console.log(`\n${CASES.length - different} of ${CASES.length} cases are the same.`);
  return different === 0 ? 0 : 1;
}

/** One case that AWS refuses must not hide the others. */
async function compared(client: SFNClient, of: (typeof CASES)[number]): Promise<readonly string[]> {
  try {
    return differences(await here(of), await there(client, of));
  } catch (error) {
    return [reason(error)];
  }
}

const reason = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

void main().then((code) => {
  process.exitCode = code;
});
