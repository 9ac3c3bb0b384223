import { expect } from "chai";
import { notifications } from "../../infra/notifications";
import { ofType, runOf, runOfPart, type Run } from "../support/program";

const NOTIFICATIONS = "arn:aws:sns:eu-west-1:111122223333:resit-dev-notifications";
const ALARMS = "arn:aws:sns:eu-west-1:111122223333:resit-dev-alarms";

const inputsOf = (run: Run, type: string) =>
  Object.fromEntries(ofType(run, type).map(({ name, inputs }) => [name, inputs]));

describe("program: notifications", () => {
  it("go over traced topics, the one for incidents encrypted", async () => {
    expect(inputsOf(await runOf("dev"), "aws:sns/topic:Topic")).to.deep.equal({
      notifications: {
        name: "resit-dev-notifications",
        tracingConfig: "Active",
        kmsMasterKeyId: "alias/aws/sns",
      },
      alarms: { name: "resit-dev-alarms", tracingConfig: "Active" },
    });
  });

  it("reach officers without invitations and reminders, and whoever is on call with alarms alone", async () => {
    expect(inputsOf(await runOf("dev"), "aws:sns/topicSubscription:TopicSubscription")).to.deep.equal({
      "officer-officers@university.example": {
        topic: NOTIFICATIONS,
        protocol: "email",
        endpoint: "officers@university.example",
        filterPolicy: '{"event":[{"anything-but":["exam-invitation","exam-reminder"]}]}',
      },
      "on-call-on-call@university.example": {
        topic: ALARMS,
        protocol: "email",
        endpoint: "on-call@university.example",
      },
    });
  });

  it("reach the university's systems by SQS and HTTPS, invitations included: bare messages in the queue, signed envelopes over HTTPS", async () => {
    const queue = "arn:aws:sqs:eu-west-1:123456789012:mailer";
    const address = "https://lms.university.example/resit";
    const run = await runOfPart(() =>
      notifications({ officerEmails: [], alarmEmails: [], subscribers: [queue, address] }),
    );
    expect(inputsOf(run, "aws:sns/topicSubscription:TopicSubscription")).to.deep.equal({
      [`subscriber-${queue}`]: {
        topic: NOTIFICATIONS,
        protocol: "sqs",
        endpoint: queue,
        rawMessageDelivery: true,
      },
      [`subscriber-${address}`]: {
        topic: NOTIFICATIONS,
        protocol: "https",
        endpoint: address,
      },
    });
  });
});
