/** Codes, hashes and chance, from Node's own crypto. */
import { createHash, randomBytes, randomInt, timingSafeEqual } from "node:crypto";
import { EXAM_CODE_BYTES, type AnswersHash, type CodeHash, type ExamCode } from "../workflow/contract";
import type { Secrets } from "./ports";

/** Compared with where an attempt has no code: SHA-256 of nothing that anybody can send. */
const DUMMY = "0".repeat(64);

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

export function secrets(): Secrets {
  return {
    newExamCode: () => randomBytes(EXAM_CODE_BYTES).toString("base64url") as ExamCode,
    hashCode: (code) => sha256(code) as CodeHash,
    matches(code, hashes) {
      const hash = Buffer.from(sha256(code));
      // Every hash is compared, also after one that fits: how long it takes tells nothing.
      return (hashes.length > 0 ? hashes : [DUMMY])
        .map((each) => equal(hash, Buffer.from(each)))
        .includes(true);
    },
    hashAnswers: (answers) => sha256(JSON.stringify(Object.entries(answers).sort(byId))) as AnswersHash,
    random: (below) => randomInt(below),
  };
}

const byId = ([a]: [string, string], [b]: [string, string]): number => (a < b ? -1 : a > b ? 1 : 0);

const equal = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);
