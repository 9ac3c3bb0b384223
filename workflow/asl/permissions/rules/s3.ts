/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
import type { Given } from "../given";
import { bucketArn, objectArn, objectsArn, type Place } from "../place";
import { GENERATED, onEach, type Missing, type Rule } from "../rule";
import { literally, type Need } from "../statement";

const bucketOf = (given: Given): string => given.text("Bucket", "the name of a bucket");

/** The object that is named; a version of it is another action. */
export const onObject =
  (action: string, ofVersion: string = action): Rule =>
  ({ given, place }) =>
    onEach(
      [given.has("VersionId") ? ofVersion : action],
      objectArn(place, bucketOf(given), given.text("Key", "the key of an object")),
    );

export const getObject = onObject("s3:GetObject", "s3:GetObjectVersion");
export const deleteObject = onObject("s3:DeleteObject", "s3:DeleteObjectVersion");

/** What is written beside the object needs its own action. */
const BESIDE = {
  ACL: "s3:PutObjectAcl",
  GrantFullControl: "s3:PutObjectAcl",
  GrantRead: "s3:PutObjectAcl",
  GrantReadACP: "s3:PutObjectAcl",
  GrantWriteACP: "s3:PutObjectAcl",
  ObjectLockLegalHoldStatus: "s3:PutObjectLegalHold",
  ObjectLockMode: "s3:PutObjectRetention",
  Tagging: "s3:PutObjectTagging",
};

export const putObject: Rule = function* ({ given, place }) {
  const object = objectArn(place, bucketOf(given), given.text("Key", "the key of an object"));
  yield* onEach(["s3:PutObject"], object);
  for (const [field, action] of Object.entries(BESIDE)) if (given.has(field)) yield* onEach([action], object);
};

export const copyObject: Rule = function* (call) {
  const { given, place } = call;
  const source = given.text("CopySource", "bucket/key");
  const [, bucket, key, version] = /^\/?([^/]+)\/(.+?)(?:\?versionId=(.+))?$/s.exec(source) ?? [];
  if (bucket === undefined || key === undefined || source.startsWith("arn:"))
    throw given.refuse("CopySource", "bucket/key");
  yield* onEach(
    [version === undefined ? "s3:GetObject" : "s3:GetObjectVersion"],
    objectArn(place, bucket, decoded(key)),
  );
  yield* putObject(call);
};

function decoded(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

export const deleteObjects: Rule = function* ({ given, place }) {
  for (const each of given.list("Delete.Objects", "a list of keys"))
    yield* onEach(
      [each.has("VersionId") ? "s3:DeleteObjectVersion" : "s3:DeleteObject"],
      objectArn(place, bucketOf(given), each.text("Key", "the key of an object")),
    );
};

export const onBucket =
  (action: string): Rule =>
  ({ given, place }) =>
    onEach([action], bucketArn(place, bucketOf(given)));

/** The prefix that is listed, if it names one. */
export const listObjects: Rule = function* ({ given, place }) {
  const prefix = given.optionalText("Prefix", "a prefix");
  yield* onEach(
    ["s3:ListBucket"],
    bucketArn(place, bucketOf(given)),
    prefix === undefined ? {} : { condition: { StringEquals: { "s3:prefix": literally(prefix) } } },
  );
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html */
export function* itemReader(
  action: string,
  { given, place, reading }: { readonly given: Given; readonly place: Place; readonly reading: Given },
): Iterable<Need | Missing> {
  const call = { given, place, pattern: "", stateMachineArn: undefined } as const;
  if (action === "listObjectsV2") {
    yield* listObjects(call);
    // The objects are read too, and not only listed.
    if (reading.optionalText("Transformation", "how items are read") === "LOAD_AND_FLATTEN")
      yield* onEach(
        ["s3:GetObject"],
        objectsArn(place, bucketOf(given), given.optionalText("Prefix", "a prefix") ?? ""),
        { wildcard: "every object with the prefix is read" },
      );
    return;
  }
  yield* getObject(call);
  if (reading.optionalText("InputType", "what is read") === "MANIFEST")
    yield {
      part: "ItemReader.Data",
      message: "which objects its manifest names is not known here. Allow s3:GetObject on them",
    };
}

export function* resultWriter({
  given,
  place,
}: {
  readonly given: Given;
  readonly place: Place;
}): Iterable<Need> {
  const prefix = given.optionalText("Prefix", "a prefix");
  yield* onEach(
    ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
    objectsArn(place, bucketOf(given), prefix === undefined ? "" : `${prefix.replace(/\/$/, "")}/`),
    GENERATED("the names of results"),
  );
}
