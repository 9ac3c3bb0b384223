/** A callback as text, by Pulumi's own serialisation. */
import * as pulumi from "@pulumi/pulumi";

/** Throws where something is captured that Pulumi refuses. */
export async function serialise(factory: () => unknown): Promise<string> {
  const { text } = await pulumi.runtime.serializeFunction(factory, {
    isFactoryFunction: true,
    exportName: "handler",
  });
  return text;
}
