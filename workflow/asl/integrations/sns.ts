/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-sns.html */
import type { Json } from "../json";
import type { Call, Rows, TokenOutput } from "./row";

export interface MessageAttributes {
  readonly [name: string]: {
    readonly DataType: string;
    readonly StringValue?: string;
    readonly BinaryValue?: string;
  };
}

interface Message {
  /** JSON that is no string is sent as JSON text. */
  readonly Message: Json;
  readonly Subject?: string;
  readonly MessageAttributes?: MessageAttributes;
  readonly MessageStructure?: "json";
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
}

interface To {
  readonly TopicArn: string;
  /** A topic, or an endpoint of a device. */
  readonly TargetArn: string;
  readonly PhoneNumber: string;
}

/** To one of the three. */
export type Publish = {
  [One in keyof To]: Message & { readonly [K in One]: To[K] } & {
    readonly [K in Exclude<keyof To, One>]?: never;
  };
}[keyof To];

export interface PublishResult {
  readonly MessageId: string;
  /** Of FIFO topics. */
  readonly SequenceNumber?: string;
}

export interface SnsCalls {
  readonly "sns:publish": Call<
    Publish,
    { readonly "": PublishResult; readonly ".waitForTaskToken": TokenOutput }
  >;
}

export const SNS: Rows<SnsCalls> = {
  "sns:publish": {
    patterns: { "": true, ".waitForTaskToken": true },
    requiredArguments: [["Message"], ["TopicArn", "TargetArn", "PhoneNumber"]],
  },
};
