/** Nobody's account: what runs here must not be mistaken for AWS. */
const ACCOUNT = "000000000000";

export const stateMachineArn = (region: string, name: string): string =>
  `arn:aws:states:${region}:${ACCOUNT}:stateMachine:${name}`;

export const executionArn = (region: string, machine: string, name: string): string =>
  `arn:aws:states:${region}:${ACCOUNT}:execution:${machine}:${name}`;

export const roleArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
