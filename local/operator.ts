/** Whoever operates the stack from outside: on AWS a role of people, which the program does not make. */
import type { Resource } from "./inputs";

export const OPERATOR = "arn:aws:iam::000000000000:role/operator";

const EVERYTHING = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});

export const operatorRole = (policy = EVERYTHING): Resource => ({
  type: "aws:iam/role:Role",
  name: "operator",
  id: "operator",
  inputs: {},
  state: { arn: OPERATOR, inlinePolicies: [{ policy }] },
});
