import { z } from "zod";

/**
 * A schema as Swagger 2.0 takes it, which builds on JSON Schema draft 4. A property's title is what
 * a designer of workflows shows for it; one that has none is called as its name is, in words. What
 * only machines would read is left out: the limits of exact numbers, and the pattern of a date.
 */
export function toSwaggerSchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-4",
    override: ({ jsonSchema }) => {
      toXNullable(jsonSchema);
      // It knows `example`, but no `examples`.
      delete jsonSchema.examples;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      // A designer sends no fields but these.
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      if (jsonSchema.title !== undefined) {
        jsonSchema["x-ms-summary"] = jsonSchema.title;
        delete jsonSchema.title;
      }
      for (const [name, property] of Object.entries(jsonSchema.properties ?? {})) {
        if (typeof property === "object")
          property["x-ms-summary"] ??= property.title ?? toTitle(name);
      }
    },
  });
  return json;
}

/** It knows no type `null`. */
function toXNullable(jsonSchema: z.core.JSONSchema.BaseSchema): void {
  const [value, other] = jsonSchema.anyOf ?? [];
  if (typeof value !== "object" || typeof other !== "object" || other.type !== "null") return;
  delete jsonSchema.anyOf;
  Object.assign(jsonSchema, value, { "x-nullable": true });
}

/** `error_threshold` → `Error threshold` */
function toTitle(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
