/** The templates of States.Format. */
import type { Fault } from "./reader";

/** What is between the places `{}` of a template as it is written; a fault for a brace that stands alone. */
export function templateParts(written: string): readonly string[] | Fault {
  const parts = [""];
  const add = (text: string): void => {
    parts.push(`${parts.pop() ?? ""}${text}`);
  };
  for (let at = 0; at < written.length; at += 1) {
    const char = written.charAt(at);
    if (char === "\\") {
      at += 1;
      add(written.charAt(at));
    } else if (char === "{" && written.charAt(at + 1) === "}") {
      at += 1;
      parts.push("");
    } else if (char === "{" || char === "}") {
      return {
        fault: `expected {} or an escaped \\${char}, found ${JSON.stringify(written.slice(at, at + 10))}`,
      };
    } else add(char);
  }
  return parts;
}
