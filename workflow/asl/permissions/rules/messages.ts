/**
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-sns.html, connect-sqs.html and
 * connect-eventbridge.html there. Encrypted topics and queues need permissions for their keys beside: the definition
 * does not know of keys.
 */
import type { Given } from "../given";
import { arnFrom, makeArn, parseArn } from "../place";
import { refusal } from "../refusal";
import { onEach, type Rule } from "../rule";

export const snsPublish: Rule = function* ({ given }) {
  if (given.has("PhoneNumber"))
    // No topic is published to (https://docs.aws.amazon.com/sns/latest/dg/sns-using-identity-based-policies.html).
    yield { action: "sns:Publish", resource: "*", wildcard: "AWS knows no resource for a telephone number" };
  else yield* onEach(["sns:Publish"], topicArn(given, given.has("TargetArn") ? "TargetArn" : "TopicArn"));
};

function topicArn(given: Given, field: string): string {
  const topic = given.text(field, "the ARN of a topic");
  if (parseArn(topic)?.service === "sns") return topic;
  throw given.refuse(field, "the ARN of a topic");
}

export const onTopic =
  (action: string): Rule =>
  ({ given }) =>
    onEach([action], topicArn(given, "TopicArn"));

export const onQueue =
  (action: string): Rule =>
  ({ given, place: { partition } }) =>
    onEach([action], queueArn(partition, given));

/** Newer and older forms, the one of us-east-1 without a region among them
 *  (https://docs.aws.amazon.com/general/latest/gr/sqs-service.html). */
const QUEUE_URL =
  /^https:\/\/(?:sqs\.([a-z0-9-]+)|([a-z0-9-]+)\.queue|queue)\.amazonaws\.com(?:\.cn)?\/(\d+)\/([A-Za-z0-9_-]+(?:\.fifo)?)$/;

function queueArn(partition: string, given: Given): string {
  const url = given.text("QueueUrl", "the URL of a queue");
  const [, region, older, account, name] = QUEUE_URL.exec(url) ?? [];
  if (account === undefined || name === undefined) throw given.refuse("QueueUrl", "the URL of a queue");
  return makeArn({ partition, region: region ?? older ?? "us-east-1", account }, "sqs", name);
}

/** Each entry names its bus, or goes to the default one. */
export const putEvents: Rule = function* ({ given, place }) {
  if (given.has("EndpointId"))
    throw refusal("expected no EndpointId: which buses a global endpoint has is not known.", "Take it out");
  for (const entry of given.list("Entries", "a list of events")) {
    const bus = entry.optionalText("EventBusName", "the name or the ARN of an event bus") ?? "default";
    const what = "the name or the ARN of an event bus";
    yield* onEach(
      ["events:PutEvents"],
      arnFrom(place, { text: bus, service: "events", prefix: "event-bus/", what }),
    );
  }
};
