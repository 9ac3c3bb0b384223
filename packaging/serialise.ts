/** A callback as text, by Pulumi's own serialisation. */
import * as pulumi from "@pulumi/pulumi";
import { guard } from "./guard";
import { watchModules } from "./guard/modules";

/** Throws where something is captured that Pulumi refuses, or that would not work in Lambda. */
export async function serialise(name: string, factory: () => unknown): Promise<string> {
  const { serialize, captured } = watchModules();
  const { text } = await pulumi.runtime.serializeFunction(factory, {
    isFactoryFunction: true,
    exportName: "handler",
    serialize,
    // The guard refuses secret Outputs too, and names them.
    allowSecrets: true,
  });
  guard(name, text, { modules: captured() });
  return text;
}
