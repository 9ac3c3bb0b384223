/** Who may call a function. */
import type { ResourceRule } from "../rule";
import { at, isText, show, UNKNOWN, type Value } from "../value";

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
      const limits: readonly Value[] = [
        ...LIMITS.map((name) => at(properties, name)),
        isSource(source) ? source : undefined,
      ];
      const verdict = limits.some(isText) ? "pass" : limits.includes(UNKNOWN) ? "unknown" : "fail";
      return [{ verdict, path: "principal", expected: "a service or an account", actual: show(principal) }];
    }
    if (typeof principal === "string" && ACCOUNT.test(principal)) return [];
    const [path, value, holds] =
      principal === ALEXA
        ? (["eventSourceToken", at(properties, "eventSourceToken"), isText] as const)
        : (["sourceArn", source, isSource] as const);
    return [
      {
        verdict: value === UNKNOWN || principal === UNKNOWN ? "unknown" : holds(value) ? "pass" : "fail",
        path,
        expected: path === "sourceArn" ? "the ARN of whatever calls" : "the id of the skill that calls",
        actual: show(value),
      },
    ];
  },
};

/** What narrows a permission for everybody; function URLs have a rule of their own. */
const LIMITS = ["functionUrlAuthType", "principalOrgId"] as const;

/** An account, or somebody in it: whoever that is needs no source. Everybody else is a service. */
const ACCOUNT = /^(\d{12}$|arn:)/;

/** Skills have ids and no ARNs
 *  (https://developer.amazon.com/en-US/docs/alexa/custom-skills/host-a-custom-skill-as-an-aws-lambda-function.html). */
const ALEXA = "alexa-appkit.amazon.com";

/** `arn:partition:service:region:account:resource`. */
const ARN = /^arn:[^:]+:[^:]+:[^:]*:([^:]*):(.+)$/;

/** An ARN that names something, and an account that is not anybody's; the ARN of a bucket has none. */
function isSource(value: Value): boolean {
  const [, account = "*", resource = "*"] = (typeof value === "string" && ARN.exec(value)) || [];
  return !/[*?]/.test(account) && !/^[*?/:]*$/.test(resource) && (account !== "" || !/^[*?]/.test(resource));
}

export const LAMBDA_PERMISSION_RULES: readonly ResourceRule[] = [permission];
