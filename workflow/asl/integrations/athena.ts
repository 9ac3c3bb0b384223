/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-athena.html */
import type { Json, JsonObject } from "../json";
import type { Call, Rows } from "./row";

export interface StartQueryExecution {
  readonly QueryString: string;
  /** Default is the work group named `primary`. */
  readonly WorkGroup?: string;
  readonly QueryExecutionContext?: { readonly Catalog?: string; readonly Database?: string };
  readonly ResultConfiguration?: {
    /** `s3://bucket/prefix/`. */
    readonly OutputLocation?: string;
    readonly EncryptionConfiguration?: Json;
    readonly ExpectedBucketOwner?: string;
    readonly AclConfiguration?: Json;
  };
  readonly ResultReuseConfiguration?: Json;
  readonly ExecutionParameters?: readonly string[];
  readonly ClientRequestToken?: string;
}

export interface QueryExecution {
  readonly QueryExecution: {
    readonly QueryExecutionId: string;
    readonly Query: string;
    readonly WorkGroup: string;
    readonly Status: { readonly State: string; readonly StateChangeReason?: string };
    readonly ResultConfiguration: { readonly OutputLocation: string };
    readonly Statistics?: JsonObject;
  };
}

export interface GetQueryResults {
  readonly QueryExecutionId: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

export interface QueryResults {
  readonly ResultSet: {
    /** Of a SELECT the first row has the names of the columns. */
    readonly Rows: readonly { readonly Data: readonly { readonly VarCharValue?: string }[] }[];
    readonly ResultSetMetadata: JsonObject;
  };
  readonly UpdateCount: number;
  readonly NextToken?: string;
}

interface Of {
  readonly QueryExecutionId: string;
}

export interface AthenaCalls {
  readonly "athena:startQueryExecution": Call<
    StartQueryExecution,
    { readonly "": Of; readonly ".sync": QueryExecution }
  >;
  readonly "athena:stopQueryExecution": Call<Of, { readonly "": JsonObject }>;
  readonly "athena:getQueryExecution": Call<Of, { readonly "": QueryExecution }>;
  readonly "athena:getQueryResults": Call<GetQueryResults, { readonly "": QueryResults }>;
}

export const ATHENA: Rows<AthenaCalls> = {
  "athena:startQueryExecution": {
    patterns: { "": true, ".sync": true },
    requiredArguments: [["QueryString"]],
  },
  "athena:stopQueryExecution": { patterns: { "": true }, requiredArguments: [["QueryExecutionId"]] },
  "athena:getQueryExecution": { patterns: { "": true }, requiredArguments: [["QueryExecutionId"]] },
  "athena:getQueryResults": { patterns: { "": true }, requiredArguments: [["QueryExecutionId"]] },
};
