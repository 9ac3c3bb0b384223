/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-mediaconvert.html */
import type { LooseCall, Rows } from "./row";

export interface MediaConvertCalls {
  readonly "mediaconvert:createJob": LooseCall<".sync">;
}

export const MEDIACONVERT: Rows<MediaConvertCalls> = {
  "mediaconvert:createJob": {
    patterns: { "": true, ".sync": true },
    requiredArguments: [["Role"], ["Settings"]],
  },
};
