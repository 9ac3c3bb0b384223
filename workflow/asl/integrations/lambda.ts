/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html */
import type { Json } from "../json";
import type { Call, Rows, TokenOutput } from "./row";

export interface LambdaInvoke {
  /** An ARN, or a name. */
  readonly FunctionName: string;
  /** A version or an alias. */
  readonly Qualifier?: string;
  readonly Payload?: Json;
  readonly InvocationType?: "DryRun" | "Event" | "RequestResponse";
  /** Base64. */
  readonly ClientContext?: string;
  readonly LogType?: "None" | "Tail";
}

export interface LambdaInvokeResult {
  readonly ExecutedVersion: string;
  readonly Payload: Json;
  readonly StatusCode: number;
}

export interface LambdaCalls {
  readonly "lambda:invoke": Call<
    LambdaInvoke,
    { readonly "": LambdaInvokeResult; readonly ".waitForTaskToken": TokenOutput }
  >;
}

export const LAMBDA: Rows<LambdaCalls> = {
  "lambda:invoke": {
    patterns: { "": true, ".waitForTaskToken": true },
    requiredArguments: [["FunctionName"]],
  },
};
