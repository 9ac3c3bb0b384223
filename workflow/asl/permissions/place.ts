/** ARNs, read and made. */
import { refusal } from "./refusal";
import { literally } from "./statement";

/** Where the machine is, as far as its ARNs and the caller say. */
export interface Place {
  readonly partition: string;
  readonly region?: string | undefined;
  readonly account?: string | undefined;
}

export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** All that comes after the account. */
  readonly resource: string;
}

const ARN = /^arn:([a-z-]+):([a-z0-9-]+):([^\s:*?{}]*):([^\s:*?{}]*):([^\s*?{}]+)$/;

/** Undefined for what is no ARN, or has a wildcard or an expression in it. */
export function parseArn(text: string): Arn | undefined {
  const [, partition, service, region, account, resource] = ARN.exec(text) ?? [];
  if (
    partition === undefined ||
    service === undefined ||
    region === undefined ||
    account === undefined ||
    resource === undefined
  )
    return undefined;
  return { partition, service, region, account, resource };
}

/** `resource` as it stands: what is not the caller's must have been through `literally`. */
export const makeArn = ({ partition, region, account }: Place, service: string, resource: string): string => {
  if (region === undefined || account === undefined)
    throw refusal(
      `expected the region and the account of ${service}:…:${resource} to be known, found none.`,
      "Give options.region and options.account, or write an ARN",
    );
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
};

/** The ARN that is given, or that which a name stands for: `prefix` and the name are the resource part of it. */
export function arnFrom(
  place: Place,
  {
    text,
    service,
    prefix,
    what,
  }: {
    readonly text: string;
    readonly service: string;
    readonly prefix: string;
    readonly what: string;
  },
): string {
  if (!text.startsWith("arn:")) {
    if (/[\s*?{}:]/.test(text.replace(/:\d+$/, ""))) throw refusal(`expected ${what}, found ${text}.`);
    return makeArn(place, service, `${prefix}${text}`);
  }
  const arn = parseArn(text);
  if (arn?.service === service && arn.resource.startsWith(prefix)) return text;
  throw refusal(`expected ${what}, found ${text}.`);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-arn-format.html: `bucket` may be an access point's ARN. */
export const bucketArn = ({ partition }: Place, bucket: string): string => {
  if (bucket.startsWith("arn:")) {
    if (parseArn(bucket)?.service === "s3") return bucket;
  } else if (/^[A-Za-z0-9._-]+$/.test(bucket)) return `arn:${partition}:s3:::${bucket}`;
  throw refusal(`expected the name of a bucket, found ${bucket}.`);
};

/** One object, its key standing for nothing but itself. */
export const objectArn = (place: Place, bucket: string, key: string): string =>
  `${objectsOf(place, bucket)}${literally(key)}`;

/** Every object whose key begins with the prefix. */
export const objectsArn = (place: Place, bucket: string, prefix: string): string =>
  `${objectArn(place, bucket, prefix)}*`;

const objectsOf = (place: Place, bucket: string): string =>
  `${bucketArn(place, bucket)}/${bucket.startsWith("arn:") ? "object/" : ""}`;

/** The bucket and key of `s3://bucket/key`. */
export function parseS3Uri(uri: string): { readonly bucket: string; readonly key: string } {
  const [, bucket, key = ""] = /^s3:\/\/([A-Za-z0-9._-]+)(?:\/(.*))?$/s.exec(uri) ?? [];
  if (bucket === undefined) throw refusal(`expected s3://bucket/prefix/, found ${uri}.`);
  return { bucket, key };
}
