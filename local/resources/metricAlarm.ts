/** aws.cloudwatch.MetricAlarm */
import { physicalName, type Kind } from "./kind";

export const metricAlarm: Kind = ({ name, inputs, account: { region, accountId } }) => {
  const alarmName = physicalName(name, inputs);
  const arn = `arn:aws:cloudwatch:${region}:${accountId}:alarm:${alarmName}`;
  return { id: alarmName, outputs: { name: alarmName, arn } };
};
