/** The part of JSON Schema that this project uses: the common ground of draft 7 and OpenAPI 3.0. */

interface Described {
  readonly description?: string;
  readonly example?: unknown;
}

export type JsonSchema = Described &
  (
    | {
        readonly type: "string";
        readonly enum?: readonly string[];
        readonly pattern?: string;
        readonly minLength?: number;
        readonly maxLength?: number;
        readonly format?: "date-time" | "email" | "uri";
      }
    | {
        readonly type: "integer";
        readonly enum?: readonly number[];
        readonly minimum?: number;
        readonly maximum?: number;
      }
    | { readonly type: "boolean" }
    | { readonly type: "array"; readonly items: JsonSchema | Reference; readonly maxItems?: number }
    | {
        readonly type: "object";
        readonly required?: readonly string[];
        readonly properties?: Readonly<Record<string, JsonSchema | Reference>>;
        readonly additionalProperties?: boolean | JsonSchema;
        readonly maxProperties?: number;
      }
  );

export interface Reference {
  readonly $ref: `#/components/schemas/${string}`;
}

type OptionalKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];

/** The schema of a T: a field of T that it lacks, or one that T lacks, does not compile. */
export interface ObjectSchema<T> {
  readonly type: "object";
  readonly description?: string;
  readonly required: readonly string[];
  readonly properties: { readonly [K in keyof T & string]-?: JsonSchema | Reference };
  readonly additionalProperties: boolean;
}

/** The schema of a T whose fields are all required but those named as optional: exactly T's optional ones. */
export function objectSchema<T>(
  properties: ObjectSchema<T>["properties"],
  optional: Readonly<Record<OptionalKeys<T> & string, true>>,
  additionalProperties: boolean,
): ObjectSchema<T> {
  const required = Object.keys(properties).filter((name) => !(name in optional));
  return { type: "object", required, properties, additionalProperties };
}
