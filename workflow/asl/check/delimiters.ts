/**
 * `{% expression %}`: no space before, none after
 * (https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html).
 */

/** The JSONata between the delimiters; undefined for a string that is not evaluated. */
export const expressionIn = (text: string): string | undefined =>
  text.length >= 4 && text.startsWith("{%") && text.endsWith("%}") ? text.slice(2, -2) : undefined;

/** Whether the author meant an expression: right, or with a delimiter missing or a space outside. */
export function mentionsDelimiter(text: string): boolean {
  const trimmed = text.trim();
  return trimmed.startsWith("{%") || trimmed.endsWith("%}");
}
