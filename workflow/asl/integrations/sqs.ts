/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-sqs.html */
import type { Json } from "../json";
import type { Call, Rows, TokenOutput } from "./row";
import type { MessageAttributes } from "./sns";

export interface SendMessage {
  readonly QueueUrl: string;
  /** JSON that is no string is sent as JSON text. */
  readonly MessageBody: Json;
  readonly DelaySeconds?: number;
  readonly MessageAttributes?: MessageAttributes;
  readonly MessageDeduplicationId?: string;
  readonly MessageGroupId?: string;
}

export interface SendMessageResult {
  readonly MessageId: string;
  readonly MD5OfMessageBody: string;
  readonly MD5OfMessageAttributes?: string;
  /** Of FIFO queues. */
  readonly SequenceNumber?: string;
}

export interface SqsCalls {
  readonly "sqs:sendMessage": Call<
    SendMessage,
    { readonly "": SendMessageResult; readonly ".waitForTaskToken": TokenOutput }
  >;
}

export const SQS: Rows<SqsCalls> = {
  "sqs:sendMessage": {
    patterns: { "": true, ".waitForTaskToken": true },
    requiredArguments: [["QueueUrl"], ["MessageBody"]],
  },
};
