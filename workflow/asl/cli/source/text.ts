/** UTF-8 becomes text; what is not UTF-8 is named. */

export type Decoded =
  { readonly text: string } | { readonly found: string; readonly before: string; readonly mend: string };

/** A byte order mark at the start is not part of the text. */
export function decoded(bytes: Uint8Array): Decoded {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return { found: "UTF-16", before: "", mend: "Save the file as UTF-8." };
  const text = new TextDecoder("utf-8").decode(bytes);
  const nul = text.indexOf("\0");
  if (nul >= 0)
    return { found: "a NUL byte", before: text.slice(0, nul), mend: "Give a text file, saved as UTF-8." };
  const wrong = isUtf8(bytes) ? -1 : text.indexOf("\uFFFD");
  return wrong < 0
    ? { text }
    : { found: "other bytes", before: text.slice(0, wrong), mend: "Save the file as UTF-8." };
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
