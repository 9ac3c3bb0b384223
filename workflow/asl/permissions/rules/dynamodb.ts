/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */
import { arnFrom, type Place } from "../place";
import { refusal } from "../refusal";
import { onEach, type Rule } from "../rule";

const TABLE = "the name or the ARN of a table";
const INDEX = "the name of an index";

export const tableArn = (place: Place, text: string): string =>
  arnFrom(place, { text, service: "dynamodb", prefix: "table/", what: TABLE });

export const onTable =
  (...actions: readonly string[]): Rule =>
  ({ given, place }) =>
    onEach(actions, tableArn(place, given.text("TableName", TABLE)));

/** The index that is read, and not the table then. */
export const onTableOrIndex =
  (action: string): Rule =>
  ({ given, place }) => {
    const table = tableArn(place, given.text("TableName", TABLE));
    const index = given.optionalText("IndexName", INDEX);
    if (index !== undefined && !/^[A-Za-z0-9_.-]+$/.test(index))
      throw refusal(`expected ${INDEX}, found ${index}.`);
    return onEach([action], index === undefined ? table : `${table}/index/${index}`);
  };

/** Tables are the names in `RequestItems`. */
export const onRequestedTables = (action: string): Rule =>
  function* ({ given, place }) {
    for (const table of given.names("RequestItems", "an object with the names of tables"))
      yield* onEach([action], tableArn(place, table));
  };

const TRANSACTED = {
  ConditionCheck: "dynamodb:ConditionCheckItem",
  Delete: "dynamodb:DeleteItem",
  Get: "dynamodb:GetItem",
  Put: "dynamodb:PutItem",
  Update: "dynamodb:UpdateItem",
};

/** A transaction needs what each of its parts needs
 *  (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html). */
export const onTransaction: Rule = function* ({ given, place }) {
  for (const item of given.list("TransactItems", "a list of actions"))
    for (const [part, action] of Object.entries(TRANSACTED))
      if (item.has(part)) yield* onEach([action], tableArn(place, item.text(`${part}.TableName`, TABLE)));
};
