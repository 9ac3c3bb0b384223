/** Which services may invoke which functions: the functions' resource policies (aws.lambda.Permission). */
import { arnPattern } from "./iam";
import { readState, type Reader, type Resource } from "./inputs";

/** Whether the service may invoke the function on behalf of what `sourceArn` names. */
export type MayInvoke = (service: string, functionArn: string, sourceArn: string) => boolean;

/** What narrows a permission in ways that are not evaluated here. */
const UNKNOWN = ["eventSourceToken", "functionUrlAuthType", "principalOrgId", "qualifier", "sourceAccount"];

export function functionPermissions(resources: readonly Resource[]): MayInvoke {
  const rules = resources
    .filter(({ type }) => type === "aws:lambda/permission:Permission")
    .map((resource) => rule(`Permission "${resource.name}"`, readState(resource)));
  return (...call) => rules.some((allows) => allows(...call));
}

function rule(what: string, permission: Reader): MayInvoke {
  for (const key of UNKNOWN)
    if (permission.properties[key] !== undefined)
      throw new Error(`${what}: ${key} is not evaluated on this machine.`);
  const action = permission.text("action").toLowerCase();
  const target = permission.text("function");
  const principal = permission.text("principal");
  const source = arnPattern(what, permission.optionalText("sourceArn") ?? "*");
  return (service, functionArn, sourceArn) =>
    ["lambda:invokefunction", "lambda:*"].includes(action) &&
    (functionArn === target || functionArn.endsWith(`:function:${target}`)) &&
    principal === service &&
    source(sourceArn);
}
