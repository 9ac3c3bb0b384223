/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html */
import type { Json } from "../json";
import type { Call, Rows, TokenOutput } from "./row";

export interface EventEntry {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: Json;
  /** A name, or an ARN; default is the bus named `default`. */
  readonly EventBusName?: string;
  readonly Resources?: readonly string[];
  readonly Time?: string;
  readonly TraceHeader?: string;
}

export interface PutEvents {
  readonly Entries: readonly EventEntry[];
  /** Of a global endpoint. */
  readonly EndpointId?: string;
}

/** A task fails if an entry does: `FailedEntryCount` is 0. */
export interface PutEventsResult {
  readonly Entries: readonly { readonly EventId: string }[];
  readonly FailedEntryCount: number;
}

export interface EventsCalls {
  readonly "events:putEvents": Call<
    PutEvents,
    { readonly "": PutEventsResult; readonly ".waitForTaskToken": TokenOutput }
  >;
}

export const EVENTS: Rows<EventsCalls> = {
  "events:putEvents": {
    patterns: { "": true, ".waitForTaskToken": true },
    requiredArguments: [["Entries"]],
  },
};
