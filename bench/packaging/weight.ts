/** What a folder weighs, unpacked and as the zip that is uploaded. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { deflateRawSync } from "node:zlib";

export interface Weight {
  readonly files: number;
  readonly bytes: number;
  readonly zipped: number;
}

/**
 * Bytes of a zip beside the content and the names (written twice): a header for each file, here and in the directory,
 * and the end of the directory. Source: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.7,
 * 4.3.12 and 4.3.16
 */
const HEADER = 30;
const ENTRY = 46;
const END = 22;

export function weightOf(folder: string): Weight {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return files.reduce<Weight>(
    (sum, path) => {
      const content = readFileSync(path);
      const name = Buffer.byteLength(relative(folder, path));
      return {
        files: sum.files + 1,
        bytes: sum.bytes + content.length,
        zipped: sum.zipped + deflateRawSync(content).length + 2 * name + HEADER + ENTRY,
      };
    },
    { files: 0, bytes: 0, zipped: END },
  );
}
