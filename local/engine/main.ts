/** The plugin that Pulumi's engine starts for resources of AWS: nothing is created, and no cloud is asked. */
import { version } from "@pulumi/aws/package.json";
import { main } from "@pulumi/pulumi/provider";
import { parseRecord, read } from "../inputs";
import { localProvider } from "../provider";
import { engineProvider } from "./provider";

// The stack's configuration of the provider, without `aws:`.
const config = read("PULUMI_CONFIG", parseRecord("PULUMI_CONFIG", process.env["PULUMI_CONFIG"] ?? "{}"));
const region = config.optionalText("region") ?? "us-east-1";

void main(
  engineProvider(localProvider({ accountId: "000000000000", region }), version),
  process.argv.slice(2),
);
