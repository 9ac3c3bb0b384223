/** SNS: takes what is published, and shows it in an outbox instead of delivering it. */
import { randomUUID } from "node:crypto";
import type { Properties, Resource } from "../inputs";
import { queryAnswer, queryProtocol } from "./query";
import { fault, type Service } from "./service";

/** A published message. */
export interface Message {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** ARN. */
  readonly topic: string;
  /** The message attribute `event`, by which subscribers filter; empty where there is none. */
  readonly event: string;
  /** The published JSON; the text itself where it is none. */
  readonly message: unknown;
}

const NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";
/** Of a message with its attributes, in bytes (https://docs.aws.amazon.com/sns/latest/api/API_Publish.html). */
const MAX_MESSAGE = 262_144;

/** `outbox` gets the messages, oldest first. */
export function snsService(resources: readonly Resource[], outbox: Message[]): Service {
  const topics = new Set(resources.filter(({ type }) => type === "aws:sns/topic:Topic").map(({ id }) => id));
  return {
    ...queryProtocol(NAMESPACE),
    signingName: "sns",
    operations: {
      Publish: {
        action: "SNS:Publish",
        resource: ({ TopicArn }) => String(TopicArn),
        run: ({ input }) => {
          const topic = String(input["TopicArn"]);
          if (!topics.has(topic)) throw fault("NotFound", "Topic does not exist", 404);
          const message = input["Message"];
          if (typeof message !== "string" || message === "")
            throw fault("InvalidParameter", "Invalid parameter: Empty message");
          if (Buffer.byteLength(message) > MAX_MESSAGE)
            throw fault("InvalidParameter", "Invalid parameter: Message too long");
          const at = new Date().toISOString();
          outbox.push({ at, topic, event: attribute(input, "event"), message: parsed(message) });
          return queryAnswer(NAMESPACE, "Publish", { MessageId: randomUUID() });
        },
      },
    },
  };
}

/** A message attribute is spread over numbered fields: `MessageAttributes.entry.1.Name` and so on. */
function attribute(input: Properties, name: string): string {
  const field = Object.keys(input).find(
    (key) => /^MessageAttributes\.entry\.\d+\.Name$/.test(key) && input[key] === name,
  );
  const value = field && input[field.replace(/Name$/, "Value.StringValue")];
  return typeof value === "string" ? value : "";
}

function parsed(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return message;
  }
}
