/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html */
import type { Given } from "../given";
import { makeArn, parseArn, type Place } from "../place";
import { onEach, type Rule } from "../rule";

const WHAT = "the ARN of a function";

/** The version or alias that is named, and no other. */
export const lambdaInvoke: Rule = ({ given, place }) => {
  const qualifier = given.optionalText("Qualifier", "a version or an alias");
  return onEach(["lambda:InvokeFunction"], calledFunction(given, place, qualifier));
};

export const onFunction =
  (action: string): Rule =>
  ({ given, place }) =>
    onEach([action], calledFunction(given, place));

function calledFunction(given: Given, place: Place, qualifier?: string): string {
  const called = given.text("FunctionName", WHAT);
  const arn = functionArn(place, qualifier === undefined ? called : `${called}:${qualifier}`);
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
