/**
 * The part of OpenAPI 3.0 that the documents use, as a JSON Schema: a field that is not in it is refused, so that a
 * misspelt one does not pass as something that nobody reads. Source: https://spec.openapis.org/oas/v3.0.3#schema
 */
const text = { type: "string" } as const;
const reference = {
  type: "object",
  required: ["$ref"],
  properties: { $ref: text },
  additionalProperties: false,
} as const;
const at = (name: string) => ({ $ref: `#/definitions/${name}` });
const mapOf = (value: object) => ({ type: "object", additionalProperties: value });
/** An object with these fields and extensions. */
const object = (required: readonly string[], properties: Readonly<Record<string, object>>) => ({
  type: "object",
  required,
  properties,
  patternProperties: { "^x-": {} },
  additionalProperties: false,
});

const METHODS = ["get", "put", "post", "delete", "patch", "head", "options", "trace"];
const STATUS = "^([1-5][0-9]{2}|default)$";

export const OPENAPI = {
  definitions: {
    operation: object(["responses"], {
      operationId: { type: "string", pattern: "^[A-Za-z][A-Za-z0-9]*$" },
      summary: { type: "string", minLength: 1 },
      description: text,
      parameters: { type: "array", items: at("parameter") },
      requestBody: object(["content"], { required: { type: "boolean" }, content: mapOf(at("mediaType")) }),
      responses: {
        type: "object",
        minProperties: 1,
        patternProperties: { [STATUS]: at("response") },
        additionalProperties: false,
      },
      security: { type: "array", items: mapOf({ type: "array", items: text }) },
    }),
    parameter: object(["name", "in", "required", "schema"], {
      name: text,
      in: { enum: ["path", "query", "header"] },
      required: { type: "boolean" },
      description: text,
      schema: at("schema"),
    }),
    response: object(["description"], {
      description: { type: "string", minLength: 1 },
      content: mapOf(at("mediaType")),
    }),
    mediaType: object(["schema"], {
      schema: { anyOf: [reference, at("schema")] },
      example: {},
      examples: mapOf(object(["value"], { summary: text, value: {} })),
    }),
    /** Scope to what it allows. */
    scopes: mapOf(text),
    schema: object(["type"], {
      type: { enum: ["string", "integer", "number", "boolean", "array", "object"] },
      description: text,
      example: {},
      enum: { type: "array", minItems: 1 },
      pattern: text,
      format: text,
      minLength: { type: "integer" },
      maxLength: { type: "integer" },
      minimum: { type: "number" },
      maximum: { type: "number" },
      items: at("schemaOrReference"),
      maxItems: { type: "integer" },
      required: { type: "array", items: text },
      properties: mapOf(at("schemaOrReference")),
      additionalProperties: { anyOf: [{ type: "boolean" }, at("schemaOrReference")] },
      maxProperties: { type: "integer" },
    }),
    schemaOrReference: { anyOf: [reference, at("schema")] },
  },
  ...object(["openapi", "info", "paths"], {
    openapi: { type: "string", pattern: "^3\\.0\\.\\d+$" },
    info: object(["title", "version"], {
      title: text,
      version: text,
      description: text,
      license: object(["name"], { name: text, url: text }),
    }),
    servers: { type: "array", minItems: 1, items: object(["url"], { url: text, description: text }) },
    paths: {
      type: "object",
      patternProperties: {
        "^/": object([], Object.fromEntries(METHODS.map((method) => [method, at("operation")]))),
      },
      additionalProperties: false,
    },
    components: object([], {
      schemas: {
        type: "object",
        patternProperties: { "^[A-Za-z0-9._-]+$": at("schema") },
        additionalProperties: false,
      },
      securitySchemes: mapOf({
        anyOf: [
          object(["type", "name", "in"], {
            type: { enum: ["apiKey"] },
            name: text,
            in: { enum: ["header", "query", "cookie"] },
            description: text,
          }),
          object(["type", "flows"], {
            type: { enum: ["oauth2"] },
            description: text,
            flows: object([], {
              clientCredentials: object(["tokenUrl", "scopes"], { tokenUrl: text, scopes: at("scopes") }),
              authorizationCode: object(["authorizationUrl", "tokenUrl", "scopes"], {
                authorizationUrl: text,
                tokenUrl: text,
                scopes: at("scopes"),
              }),
            }),
          }),
          object(["type", "scheme"], {
            type: { enum: ["http"] },
            scheme: text,
            bearerFormat: text,
            description: text,
          }),
        ],
      }),
    }),
  }),
};
