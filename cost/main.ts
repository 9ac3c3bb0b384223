/** `npm run cost -- --region eu-west-2 --incidents 25000 --mix 70,15,10,5`: what a year costs, line by line. */
import { parseArgs } from "node:util";
import { CASES } from "./counts";
import { MIX, type Mix } from "./model";
import { LOOKED_UP, REGIONS, type Region } from "./prices";
import { billTable, yearOf } from "./tables";

/** The text that is printed. Throws what is wrong with the words. */
export function run(words: readonly string[]): string {
  const { values } = parseArgs({
    args: [...words],
    options: {
      region: { type: "string", default: "us-east-1" },
      incidents: { type: "string", default: "10000" },
      mix: { type: "string", default: CASES.map((each) => MIX[each]).join(",") },
    },
  });
  const [region, incidents, mix] = [
    regionOf(values.region),
    incidentsOf(values.incidents),
    mixOf(values.mix),
  ];
  const rows = billTable(yearOf(region, incidents, mix));
  const width = Math.max(...rows.map(([what]) => what.length));
  return [
    `${incidents.toLocaleString("en-US")} incidents a year in ${region}: ${CASES.map((each) => `${mix[each]} % ${each}`).join(", ")}.`,
    `Prices of ${LOOKED_UP}, without free tiers and taxes (docs/cost.md).`,
    "",
    ...rows.map(([what, usd]) => `${what.padEnd(width)}  ${usd.padStart(10)}`),
    "",
  ].join("\n");
}

function regionOf(word: string): Region {
  const found = REGIONS.find((each) => each === word);
  if (found !== undefined) return found;
  throw new Error(`--region is "${word}": prices are known of ${REGIONS.join(", ")} (cost/prices.ts).`);
}

function incidentsOf(word: string): number {
  if (/^\d{1,9}$/.test(word)) return Number(word);
  throw new Error(`--incidents is "${word}": it must be a whole number of incidents a year.`);
}

function mixOf(word: string): Mix {
  const shares = word.split(",").map(Number);
  const [first = NaN, third = NaN, misses = NaN, withdrawn = NaN] = shares;
  if (shares.length === CASES.length && shares.every((each) => each >= 0) && total(shares) === 100)
    return { "passed at first": first, "passed at third": third, "three misses": misses, withdrawn };
  throw new Error(
    `--mix is "${word}": it must be four shares that add up to 100, of ${CASES.join(", ")}, such as 70,15,10,5.`,
  );
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);

if (require.main === module)
  try {
    process.stdout.write(run(process.argv.slice(2)));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
