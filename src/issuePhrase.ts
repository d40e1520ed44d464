import { z } from "zod";
import { misspelt } from "./misspelt.js";

/** Characters of a value that an error repeats. */
const SHOWN_LENGTH = 40;

/**
 * What is wrong with a value, as the end of a sentence that begins with the value's name: `must be a
 * whole number from 1 to 100; it is "abc"`. Texts that are too short or too long are not repeated,
 * because they may be keys.
 */
export function toPhrase(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return mustBe(expectedOf(issue.inst, issue.expected), issue.input);
    case "invalid_value":
      return mustBe(oneOf(issue.values), issue.input);
    case "too_small":
      return issue.inclusive === false
        ? `must be above ${issue.minimum}; it is ${show(issue.input)}`
        : tooFew(issue.origin, Number(issue.minimum), issue.input);
    case "too_big":
      return tooMany(issue.origin, Number(issue.maximum), issue.input);
    case "unrecognized_keys":
      return unknownField(issue.keys[0] ?? "", issue.inst);
    case "invalid_format":
      return issue.format === "url"
        ? "must be a URL with http or https, such as https://example.org/cat.jpg"
        : "does not have the expected form";
    case "invalid_union":
    case "invalid_key":
    case "invalid_element":
    case "not_multiple_of":
    case "custom":
      return "has none of the expected forms";
  }
}

function mustBe(expected: string, input: unknown): string {
  return input === undefined
    ? `is missing; it must be ${expected}`
    : `must be ${expected}; it is ${show(input)}`;
}

/** `"a", "b" or "c"` */
function oneOf(values: readonly unknown[]): string {
  const shown = values.map((value) => show(value));
  const others = shown.slice(0, -1).join(", ");
  return [others, shown.at(-1)].filter((part) => part !== "").join(" or ");
}

const typeNames: Readonly<Record<string, string>> = {
  string: "a text",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "an object",
  record: "an object",
};

/** The type that a schema wants, with the range of a number. */
function expectedOf(schema: unknown, type: string): string {
  if (!(schema instanceof z.ZodNumber)) return typeNames[type] ?? type;
  const { type: jsonType, minimum, exclusiveMinimum, maximum } = z.toJSONSchema(schema);
  const name = jsonType === "integer" ? "a whole number" : "a number";
  const bounded = (bound: number | boolean | undefined): bound is number =>
    typeof bound === "number" && Math.abs(bound) !== Number.MAX_SAFE_INTEGER;
  if (bounded(exclusiveMinimum)) {
    return `${name} above ${exclusiveMinimum}${bounded(maximum) ? `, at most ${maximum}` : ""}`;
  }
  const from = bounded(minimum) ? ` from ${minimum}` : "";
  return `${name}${from}${bounded(maximum) ? ` to ${maximum}` : ""}`;
}

function tooFew(origin: string, least: number, input: unknown): string {
  if (origin === "string") {
    return least === 1 ? "must not be empty" : `must have at least ${least} characters`;
  }
  if (origin === "array") return least === 1 ? "is empty" : `must have at least ${least} items`;
  return `must be at least ${least}; it is ${show(input)}`;
}

function tooMany(origin: string, most: number, input: unknown): string {
  if (origin === "string") return `must have at most ${most} characters`;
  if (origin === "array") return `must have at most ${most} items`;
  return `must be at most ${most}; it is ${show(input)}`;
}

function unknownField(name: string, schema: unknown): string {
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const meant = misspelt(name, known);
  const advice = meant === undefined ? `it takes ${known.join(", ")}` : `it takes ${meant} instead`;
  return `has an unknown field ${show(name)}; ${advice}`;
}

/** A value in few words: `"abc"`, `0.5`, `a list`. */
function show(value: unknown): string {
  if (typeof value === "string") {
    const isLong = value.length > SHOWN_LENGTH;
    return JSON.stringify(isLong ? `${value.slice(0, SHOWN_LENGTH)}…` : value);
  }
  if (Number.isNaN(value)) return "not a number";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
