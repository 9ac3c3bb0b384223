/**
 * How Pulumi tells special values from objects, in state files and on the wire: an object with this key is what its
 * value says (https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/sig/sig.go).
 */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";

export const ASSET = "c44067f5952c0a294b673a41bacd8c17";
export const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";
export const RESOURCE_REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e";
export const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** Stands for a value that is not known before the update. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
