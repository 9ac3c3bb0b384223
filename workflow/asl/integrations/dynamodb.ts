/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-ddb.html */
import type { Call, LooseCall, Rows, TokenOutput } from "./row";

/** A value as DynamoDB writes it, with its type: `{ S: "text" }`, numbers as text. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: Attributes };

export interface Attributes {
  readonly [name: string]: AttributeValue;
}

interface OnTable {
  /** A name, or an ARN. */
  readonly TableName: string;
  readonly ReturnConsumedCapacity?: "INDEXES" | "NONE" | "TOTAL";
}

interface Expressions {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Attributes;
}

interface Conditional extends Expressions {
  readonly ConditionExpression?: string;
  readonly ReturnItemCollectionMetrics?: "NONE" | "SIZE";
  readonly ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE";
}

export interface GetItem extends OnTable {
  readonly Key: Attributes;
  readonly ConsistentRead?: boolean;
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
}

export interface PutItem extends OnTable, Conditional {
  readonly Item: Attributes;
  readonly ReturnValues?: "ALL_OLD" | "NONE";
}

export interface UpdateItem extends OnTable, Conditional {
  readonly Key: Attributes;
  readonly UpdateExpression?: string;
  readonly ReturnValues?: "ALL_NEW" | "ALL_OLD" | "NONE" | "UPDATED_NEW" | "UPDATED_OLD";
}

export interface DeleteItem extends OnTable, Conditional {
  readonly Key: Attributes;
  readonly ReturnValues?: "ALL_OLD" | "NONE";
}

interface Read extends OnTable, Expressions {
  readonly IndexName?: string;
  readonly ConsistentRead?: boolean;
  readonly FilterExpression?: string;
  readonly ProjectionExpression?: string;
  readonly Select?: "ALL_ATTRIBUTES" | "ALL_PROJECTED_ATTRIBUTES" | "COUNT" | "SPECIFIC_ATTRIBUTES";
  readonly Limit?: number;
  readonly ExclusiveStartKey?: Attributes;
}

export interface Query extends Read {
  readonly KeyConditionExpression: string;
  readonly ScanIndexForward?: boolean;
}

export interface Scan extends Read {
  readonly Segment?: number;
  readonly TotalSegments?: number;
}

interface ReadResult {
  readonly Items: readonly Attributes[];
  readonly Count: number;
  readonly ScannedCount: number;
  /** Where the next page starts; absent on the last one. */
  readonly LastEvaluatedKey?: Attributes;
}

interface WriteResult {
  readonly Attributes?: Attributes;
}

type Sdk<Arguments, Result> = Call<
  Arguments,
  { readonly "": Result; readonly ".waitForTaskToken": TokenOutput }
>;

export interface DynamoDbCalls {
  /** No `Item` where there is none with that key. */
  readonly "dynamodb:getItem": Call<GetItem, { readonly "": { readonly Item?: Attributes } }>;
  readonly "dynamodb:putItem": Call<PutItem, { readonly "": WriteResult }>;
  readonly "dynamodb:updateItem": Call<UpdateItem, { readonly "": WriteResult }>;
  readonly "dynamodb:deleteItem": Call<DeleteItem, { readonly "": WriteResult }>;
  readonly "aws-sdk:dynamodb:query": Sdk<Query, ReadResult>;
  readonly "aws-sdk:dynamodb:scan": Sdk<Scan, ReadResult>;
  readonly "aws-sdk:dynamodb:batchGetItem": LooseCall<".waitForTaskToken">;
  readonly "aws-sdk:dynamodb:batchWriteItem": LooseCall<".waitForTaskToken">;
  readonly "aws-sdk:dynamodb:transactGetItems": LooseCall<".waitForTaskToken">;
  readonly "aws-sdk:dynamodb:transactWriteItems": LooseCall<".waitForTaskToken">;
}

const SDK = { "": true, ".waitForTaskToken": true } as const;

export const DYNAMODB: Rows<DynamoDbCalls> = {
  "dynamodb:getItem": { patterns: { "": true }, requiredArguments: [["TableName"], ["Key"]] },
  "dynamodb:putItem": { patterns: { "": true }, requiredArguments: [["TableName"], ["Item"]] },
  "dynamodb:updateItem": { patterns: { "": true }, requiredArguments: [["TableName"], ["Key"]] },
  "dynamodb:deleteItem": { patterns: { "": true }, requiredArguments: [["TableName"], ["Key"]] },
  "aws-sdk:dynamodb:query": { patterns: SDK, requiredArguments: [["TableName"]] },
  "aws-sdk:dynamodb:scan": { patterns: SDK, requiredArguments: [["TableName"]] },
  "aws-sdk:dynamodb:batchGetItem": { patterns: SDK, requiredArguments: [["RequestItems"]] },
  "aws-sdk:dynamodb:batchWriteItem": { patterns: SDK, requiredArguments: [["RequestItems"]] },
  "aws-sdk:dynamodb:transactGetItems": { patterns: SDK, requiredArguments: [["TransactItems"]] },
  "aws-sdk:dynamodb:transactWriteItems": { patterns: SDK, requiredArguments: [["TransactItems"]] },
};
