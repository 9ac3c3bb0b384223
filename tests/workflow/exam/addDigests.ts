/** Lists the questions of the bank that bank.digests.json does not know yet; what it knows stays. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import bank = require("../../../workflow/exam/bank.json");
import listed = require("./bank.digests.json");
import { digestsOf } from "./digests";

const all = { ...digestsOf(bank), ...listed };
writeFileSync(join(__dirname, "bank.digests.json"), `${JSON.stringify(all, Object.keys(all).sort(), 2)}\n`);
