/** A transition in DynamoDB's words: one update with its condition. */
import { marshall } from "@aws-sdk/util-dynamodb";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Change, Condition, Path, Transition } from "../workflow/incident";

export interface UpdateExpression {
  readonly ConditionExpression: string;
  readonly UpdateExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, AttributeValue>;
}

/** Every name and value is a placeholder, so that no reserved word and no content can change the expression. */
export function updateExpression({ conditions, changes }: Transition): UpdateExpression {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const path = (segments: Path) =>
    segments
      .map((segment) => {
        names[`#${segment}`] = String(segment);
        return `#${segment}`;
      })
      .join(".");
  const value = (given: unknown) => {
    const name = `:v${Object.keys(values).length}`;
    values[name] = given;
    return name;
  };

  const condition = (each: Condition): string => {
    switch (each.is) {
      case "absent":
        return `attribute_not_exists(${path(each.path)})`;
      case "one-of":
        return `${path(each.path)} IN (${each.values.map(value).join(", ")})`;
      case "after":
        return `${path(each.path)} > ${value(each.time)}`;
      case "not-after":
        return `${path(each.path)} <= ${value(each.time)}`;
      case "holds":
        return `contains(${path(each.path)}, ${value(each.value)})`;
      case "shorter-than":
        return `size(${path(each.path)}) < ${value(each.length)}`;
    }
  };
  const set = (change: Change): readonly string[] => {
    if ("set" in change) return [`${path(change.set)} = ${value(change.value)}`];
    if ("append" in change) {
      const list = path(change.append);
      return [`${list} = list_append(${list}, ${value(change.values)})`];
    }
    if ("increment" in change) {
      const number = path(change.increment);
      return [`${number} = ${number} + ${value(1)}`];
    }
    return [];
  };

  const conditionExpression = conditions.map(condition).join(" AND ");
  const sets = changes.flatMap(set).join(", ");
  const removes = changes.flatMap((change) => ("remove" in change ? [path(change.remove)] : [])).join(", ");
  return {
    ConditionExpression: conditionExpression,
    UpdateExpression: removes === "" ? `SET ${sets}` : `SET ${sets} REMOVE ${removes}`,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: marshall(values, { removeUndefinedValues: true }),
  };
}
