/** Through the SDK: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html */
import type { Json, JsonObject } from "../json";
import type { Call, LooseCall, Rows, TokenOutput } from "./row";

interface ObjectOf {
  readonly Bucket: string;
  readonly Key: string;
}

export interface GetObject extends ObjectOf {
  readonly VersionId?: string;
  readonly Range?: string;
  readonly ExpectedBucketOwner?: string;
}

export interface GetObjectResult {
  /** Text, 256 KiB at most. */
  readonly Body: string;
  readonly ContentLength: number;
  readonly ContentType?: string;
  readonly ETag: string;
  readonly LastModified: string;
  readonly Metadata: Readonly<Record<string, string>>;
  readonly VersionId?: string;
}

export interface PutObject extends ObjectOf {
  /** JSON that is no string is written as JSON text. */
  readonly Body?: Json;
  readonly ContentType?: string;
  readonly Metadata?: Readonly<Record<string, string>>;
  readonly ServerSideEncryption?: string;
  readonly SSEKMSKeyId?: string;
  readonly StorageClass?: string;
  readonly Tagging?: string;
  readonly ACL?: string;
  readonly IfMatch?: string;
  readonly IfNoneMatch?: "*";
  readonly ExpectedBucketOwner?: string;
}

export interface PutObjectResult {
  readonly ETag: string;
  readonly VersionId?: string;
}

export interface ListObjectsV2 {
  readonly Bucket: string;
  readonly Prefix?: string;
  readonly Delimiter?: string;
  readonly MaxKeys?: number;
  readonly StartAfter?: string;
  readonly ContinuationToken?: string;
  readonly ExpectedBucketOwner?: string;
}

export interface ListObjectsV2Result {
  readonly Name: string;
  readonly Prefix: string;
  readonly KeyCount: number;
  readonly MaxKeys: number;
  readonly IsTruncated: boolean;
  readonly Contents: readonly {
    readonly Key: string;
    readonly Size: number;
    readonly ETag: string;
    readonly LastModified: string;
    readonly StorageClass: string;
  }[];
  readonly CommonPrefixes: readonly { readonly Prefix: string }[];
  /** Where the next page starts; absent on the last one. */
  readonly NextContinuationToken?: string;
}

export interface CopyObject extends ObjectOf {
  /** `bucket/key`, with the key URL-encoded. */
  readonly CopySource: string;
  readonly MetadataDirective?: "COPY" | "REPLACE";
  readonly Metadata?: Readonly<Record<string, string>>;
}

export interface DeleteObject extends ObjectOf {
  readonly VersionId?: string;
}

type Sdk<Arguments, Result> = Call<
  Arguments,
  { readonly "": Result; readonly ".waitForTaskToken": TokenOutput }
>;

export interface S3Calls {
  readonly "aws-sdk:s3:getObject": Sdk<GetObject, GetObjectResult>;
  readonly "aws-sdk:s3:headObject": Sdk<GetObject, Omit<GetObjectResult, "Body">>;
  readonly "aws-sdk:s3:putObject": Sdk<PutObject, PutObjectResult>;
  readonly "aws-sdk:s3:listObjectsV2": Sdk<ListObjectsV2, ListObjectsV2Result>;
  readonly "aws-sdk:s3:copyObject": Sdk<CopyObject, { readonly CopyObjectResult: JsonObject }>;
  readonly "aws-sdk:s3:deleteObject": Sdk<DeleteObject, JsonObject>;
  readonly "aws-sdk:s3:deleteObjects": LooseCall<".waitForTaskToken">;
}

const SDK = { "": true, ".waitForTaskToken": true } as const;

export const S3: Rows<S3Calls> = {
  "aws-sdk:s3:getObject": { patterns: SDK, requiredArguments: [["Bucket"], ["Key"]] },
  "aws-sdk:s3:headObject": { patterns: SDK, requiredArguments: [["Bucket"], ["Key"]] },
  "aws-sdk:s3:putObject": { patterns: SDK, requiredArguments: [["Bucket"], ["Key"]] },
  "aws-sdk:s3:listObjectsV2": { patterns: SDK, requiredArguments: [["Bucket"]] },
  "aws-sdk:s3:copyObject": { patterns: SDK, requiredArguments: [["Bucket"], ["Key"], ["CopySource"]] },
  "aws-sdk:s3:deleteObject": { patterns: SDK, requiredArguments: [["Bucket"], ["Key"]] },
  "aws-sdk:s3:deleteObjects": { patterns: SDK, requiredArguments: [["Bucket"], ["Delete"]] },
};
