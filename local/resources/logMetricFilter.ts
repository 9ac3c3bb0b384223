/** aws.cloudwatch.LogMetricFilter */
import { physicalName, type Kind } from "./kind";

export const logMetricFilter: Kind = ({ name, inputs }) => {
  const filterName = physicalName(name, inputs);
  return { id: filterName, outputs: { name: filterName } };
};
