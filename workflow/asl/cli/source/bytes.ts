/** A definition may have 1 MiB (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html); white space
 *  and comments may take three times as much again. */
export const MAX_FILE_BYTES = 4 * 1_048_576;

/** The bytes, or undefined for more than `MAX_FILE_BYTES`: then the rest is not read. */
export async function limited(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array | undefined> {
  const read: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.byteLength;
    if (length > MAX_FILE_BYTES) return undefined;
    read.push(chunk);
  }
  return Buffer.concat(read);
}
