/** What is used of asl-validator, which brings no types. */
declare module "asl-validator" {
  /** Writes the query language of each state into the definition. */
  function validate(definition: unknown): { readonly isValid: boolean };
  export = validate;
}
