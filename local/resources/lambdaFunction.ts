/** aws.lambda.Function */
import { physicalName, type Kind } from "./kind";

export const lambdaFunction: Kind = ({ name, inputs, account: { region, accountId } }) => {
  const functionName = physicalName(name, inputs);
  const arn = `arn:aws:lambda:${region}:${accountId}:function:${functionName}`;
  const invokeArn = (target: string) =>
    `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${target}/invocations`;
  return {
    id: functionName,
    outputs: {
      name: functionName,
      arn,
      invokeArn: invokeArn(arn),
      qualifiedArn: `${arn}:$LATEST`,
      qualifiedInvokeArn: invokeArn(`${arn}:$LATEST`),
      version: "$LATEST",
    },
  };
};
