/** Where the items of a distributed Map are read from, and its results are written to: a stand-in for S3. */
import type { Json } from "./json";

export interface ItemStore {
  /** The text of an object, undefined if there is none. */
  readonly read: (place: ObjectPlace) => Promise<string | undefined>;
  /** What `s3:listObjectsV2` finds: Key, Size and so on. */
  readonly list?: (bucket: string, prefix: string) => Promise<readonly Json[]>;
  readonly write?: (place: ObjectPlace, text: string) => Promise<void>;
}

export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}
