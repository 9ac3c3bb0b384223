/** Who calls: every process of a function has credentials of its own, and acts as the function's role. */
import { randomBytes } from "node:crypto";

export interface Caller {
  readonly roleArn: string;
  /** The assumed role, as AWS names it in refusals. */
  readonly arn: string;
}

export interface IssuedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly revoke: () => void;
}

export interface Callers {
  issue(roleArn: string, sessionName: string): IssuedCredentials;
  find(accessKeyId: string): Caller | undefined;
}

export function callers(): Callers {
  const known = new Map<string, Caller>();
  return {
    issue: (roleArn, sessionName) => {
      // Temporary keys of AWS begin with ASIA. Signatures are not checked: to know the key id is to have the key.
      const accessKeyId = `ASIA${randomBytes(16).toString("hex").toUpperCase()}`;
      known.set(accessKeyId, { roleArn, arn: assumedRole(roleArn, sessionName) });
      return {
        accessKeyId,
        secretAccessKey: randomBytes(20).toString("hex"),
        sessionToken: randomBytes(32).toString("base64"),
        revoke: () => {
          known.delete(accessKeyId);
        },
      };
    },
    find: (accessKeyId) => known.get(accessKeyId),
  };
}

/** `arn:aws:iam::1:role/path/name` as `arn:aws:sts::1:assumed-role/name/session`. */
const assumedRole = (roleArn: string, sessionName: string) =>
  `${roleArn.replace(":iam:", ":sts:").replace(/:role\/(?:.*\/)?/, ":assumed-role/")}/${sessionName}`;
