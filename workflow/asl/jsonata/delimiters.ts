/**
 * A string is evaluated if it begins with `{%` and ends with `%}`; with only one of them, or with text outside, AWS
 * refuses it (https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html).
 */

/** The JSONata between the delimiters, trimmed; undefined for a string that stands for itself. */
export const expressionIn = (text: string): string | undefined =>
  text.length >= 4 && text.startsWith("{%") && text.endsWith("%}") ? text.slice(2, -2).trim() : undefined;

/** Whether the author meant an expression: right, or with a delimiter missing or a space outside. */
export function mentionsDelimiter(text: string): boolean {
  const trimmed = text.trim();
  return trimmed.startsWith("{%") || trimmed.endsWith("%}");
}
