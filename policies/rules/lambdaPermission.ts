/** Who may call a function. */
import type { ResourceRule } from "../rule";
import { at, show, UNKNOWN, type Value } from "../value";

const permission: ResourceRule = {
  name: "lambda-permission-source-arn",
  group: "access",
  demand:
    "A service may call a function for one source of this account, and nobody may call it for everybody.",
  why: "Without a source ARN the API, topic or rule of any other account may call the function through the service.",
  severity: "high",
  mend: "Set sourceArn to the ARN of the API's method, the topic or the rule.",
  url: "https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html",
  controls: { checkov: ["CKV_AWS_364", "CKV_AWS_301"] },
  scope: "resource",
  type: "aws:lambda/permission:Permission",
  check: ({ properties }) => {
    const [principal, source]: readonly Value[] = [at(properties, "principal"), at(properties, "sourceArn")];
    if (principal === "*") {
      const limited = ["principalOrgId", "sourceArn"].some(
        (name) => typeof at(properties, name) === "string",
      );
      const verdict = limited ? "pass" : "fail";
      return [{ verdict, path: "principal", expected: "a service or an account", actual: show(principal) }];
    }
    if (typeof principal === "string" && !/\.amazonaws\.com(\.cn)?$/.test(principal)) return [];
    const isOne = typeof source === "string" && source !== "" && !/^\**$/.test(source);
    return [
      {
        verdict: source === UNKNOWN || principal === UNKNOWN ? "unknown" : isOne ? "pass" : "fail",
        path: "sourceArn",
        expected: "the ARN of whatever calls",
        actual: show(source),
      },
    ];
  },
};

export const LAMBDA_PERMISSION_RULES: readonly ResourceRule[] = [permission];
