/** Names in AWS, which hold the stack's: several stacks stand in one account, and a role may be for one of them alone. */
import * as pulumi from "@pulumi/pulumi";

/** `resit-dev` */
export const stackName = (): string => `${pulumi.getProject()}-${pulumi.getStack()}`;

/** `resit-dev-exam`: what the stack calls its own. */
export const nameOf = (what: string): string => `${stackName()}-${what}`;
