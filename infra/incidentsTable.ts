/** The table of incidents: one item per incident, and the indexes that find them. */
import * as aws from "@pulumi/aws";
import { nameOf } from "./name";

export interface Index {
  readonly name: string;
  readonly hashKey: string;
  readonly rangeKey: string;
  /** What it holds beside the keys. */
  readonly attributes: readonly string[];
}

export interface IncidentsTableArgs {
  readonly indexes: readonly Index[];
  readonly protect: boolean;
}

export function incidentsTable({ indexes, protect }: IncidentsTableArgs): aws.dynamodb.Table {
  const keys = new Set(["incidentId", ...indexes.flatMap(({ hashKey, rangeKey }) => [hashKey, rangeKey])]);
  return new aws.dynamodb.Table(
    "incidents",
    {
      name: nameOf("incidents"),
      billingMode: "PAY_PER_REQUEST",
      hashKey: "incidentId",
      attributes: [...keys].map((name) => ({ name, type: "S" })),
      globalSecondaryIndexes: indexes.map(({ name, hashKey, rangeKey, attributes }) => ({
        name,
        keySchemas: [
          { attributeName: hashKey, keyType: "HASH" },
          { attributeName: rangeKey, keyType: "RANGE" },
        ],
        projectionType: "INCLUDE",
        nonKeyAttributes: [...attributes],
      })),
      // Set when an incident closes. Never a deadline: DynamoDB deletes days after the time.
      ttl: { attributeName: "purgeAt", enabled: true },
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true },
      deletionProtectionEnabled: protect,
    },
    { protect },
  );
}
