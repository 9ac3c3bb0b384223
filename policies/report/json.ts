/** The report for programs: a list, one entry for each thing that a rule says. */
import type { Report } from "./report";

export const asJson = ({ verdicts }: Report): string =>
  `${JSON.stringify(
    verdicts.map(({ rule, urn, path, verdict, expected, actual, severity }) => ({
      rule,
      urn,
      path,
      verdict,
      expected,
      actual,
      severity,
    })),
    null,
    2,
  )}\n`;
