/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html */
import type { Given } from "../given";
import { makeArn, parseArn, type Place } from "../place";
import { onEach, type Rule } from "../rule";

const WHAT = "the ARN of a function";

/** The version or alias that is named, and no other. */
export const lambdaInvoke: Rule = ({ given, place }) => {
  const called = calledFunction(given, place);
  const qualifier = given.optionalText("Qualifier", "a version or an alias");
  const version = qualifier === undefined ? called : functionArn(place, `${called}:${qualifier}`);
  if (version === undefined) throw given.refuse("Qualifier", "one version or alias");
  return onEach(["lambda:InvokeFunction"], version);
};

export const onFunction =
  (action: string): Rule =>
  ({ given, place }) =>
    onEach([action], calledFunction(given, place));

function calledFunction(given: Given, place: Place): string {
  const arn = functionArn(place, given.text("FunctionName", WHAT));
  if (arn === undefined) throw given.refuse("FunctionName", WHAT);
  return arn;
}

/** Functions have full ARNs, ARNs from the account on, and names, each with a version or alias or none. */
export function functionArn(place: Place, text: string): string | undefined {
  const { service, region, account, resource = "" } = parseArn(text) ?? {};
  if (service !== undefined)
    return service === "lambda" &&
      region !== "" &&
      account !== "" &&
      /^function:[^:]+(:[^:]+)?$/.test(resource)
      ? text
      : undefined;
  const [, owner = place.account, name] =
    /^(?:(\d{12}):function:)?([A-Za-z0-9_-]+(?::[A-Za-z0-9$_-]+)?)$/.exec(text) ?? [];
  return name === undefined || owner === undefined || place.region === undefined
    ? undefined
    : makeArn({ ...place, account: owner }, "lambda", `function:${name}`);
}
