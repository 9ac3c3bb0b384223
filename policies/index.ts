/** The pack, as the engine loads it: nothing but this may import this file, because it starts a server. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PolicyPack } from "@pulumi/policy";
import { readExemptions } from "./exemption";
import { policies } from "./pack";
import { RULES } from "./rules";
import { readConfiguration } from "./settings";

const read = (file: string) => readFileSync(join(__dirname, file), "utf8");

new PolicyPack("traced", {
  description: "What is not traced by AWS X-Ray is not deployed.",
  enforcementLevel: "mandatory",
  policies: policies({
    rules: RULES,
    configuration: readConfiguration(read("config.json"), process.env["PULUMI_NODEJS_STACK"] ?? ""),
    exemptions: readExemptions(read("exemptions.json"), RULES, new Date().toISOString().slice(0, 10)),
  }),
});
