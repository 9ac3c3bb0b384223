/** Who says so. */

/** A section of the specification, by the anchor in its table of contents. */
export const spec = (section: string): string => `https://states-language.net/spec.html#${section}`;

/** A page of the Step Functions developer guide. */
export const guide = (page: string): string =>
  `https://docs.aws.amazon.com/step-functions/latest/dg/${page}.html`;

/** Stricter than the language: allowed there, refused here. */
export const projectRule = (reason: string): string => `project rule; see ${reason}`;
