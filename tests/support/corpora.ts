/** Machines that others wrote, beside the project: read where they are; where they are not, that is said. */
import { existsSync } from "node:fs";
import { join } from "node:path";

/** Folders seeds, valid and invalid, each with an index. */
export const CORPORA = join(__dirname, "../../../shared/asl");

/** As `describe`, of what is only true where the corpora are. */
export function describeCorpora(title: string, tests: () => void): void {
  if (existsSync(CORPORA)) describe(title, tests);
  else console.log(`  ${title}: ../shared/asl is not there, so nothing is read.`);
}
