/** Tags on everything that takes them: whose a resource is, in the bill and in a search. */
import * as pulumi from "@pulumi/pulumi";

/**
 * On every resource that is registered from now on, which is why the program begins with it. Resources of @pulumi/aws
 * have a property `tags`, set or not, where AWS takes tags, and none where it does not. An account's own tags are the
 * provider's: `aws:defaultTags`
 * (https://www.pulumi.com/registry/packages/aws/api-docs/provider/#defaulttags_nodejs).
 */
export function tagEverything(tags: Readonly<Record<string, string>>): void {
  pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
    type.startsWith("aws:") && "tags" in props ? { opts, props: { ...props, tags } } : undefined,
  );
}
