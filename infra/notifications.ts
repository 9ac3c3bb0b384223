/** Topics: what happens to incidents, and what happens to the machinery. */
import * as aws from "@pulumi/aws";
import { stackName } from "./name";

export interface NotificationsArgs {
  readonly officerEmails: readonly string[];
  readonly alarmEmails: readonly string[];
  readonly subscribers: readonly string[];
}

export interface Notifications {
  readonly notificationTopic: aws.sns.Topic;
  readonly alarmTopic: aws.sns.Topic;
}

/** Invitations hold exam codes: they are not for the officers' mail. Reminders are the students' alone. */
export const FOR_OFFICERS = JSON.stringify({
  event: [{ "anything-but": ["exam-invitation", "exam-reminder"] }],
});

export function notifications(args: NotificationsArgs): Notifications {
  const prefix = stackName();
  const notificationTopic = new aws.sns.Topic("notifications", {
    name: `${prefix}-notifications`,
    tracingConfig: "Active",
    kmsMasterKeyId: "alias/aws/sns",
  });
  // Not encrypted with a key: CloudWatch may not use the AWS managed one, and an alarm names no student.
  const alarmTopic = new aws.sns.Topic("alarms", { name: `${prefix}-alarms`, tracingConfig: "Active" });

  for (const endpoint of args.officerEmails)
    subscribe("officer", notificationTopic, { protocol: "email", endpoint, filterPolicy: FOR_OFFICERS });
  for (const endpoint of args.alarmEmails) subscribe("on-call", alarmTopic, { protocol: "email", endpoint });
  for (const endpoint of args.subscribers)
    subscribe("subscriber", notificationTopic, {
      endpoint,
      // Over HTTPS the envelope stays: it holds the signature and the attributes.
      ...(endpoint.startsWith("https:")
        ? { protocol: "https" }
        : { protocol: "sqs", rawMessageDelivery: true }),
    });
  return { notificationTopic, alarmTopic };
}

function subscribe(
  role: string,
  topic: aws.sns.Topic,
  args: Omit<aws.sns.TopicSubscriptionArgs, "topic"> & { readonly endpoint: string },
): void {
  // The address in the logical name: taking one of a list away leaves the others as they are.
  new aws.sns.TopicSubscription(`${role}-${args.endpoint}`, { topic: topic.arn, ...args });
}
