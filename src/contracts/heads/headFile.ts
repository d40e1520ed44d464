import type { HttpResponseInit } from "@azure/functions";
import { ClassifierError } from "../../errors.js";

/** Files of a version that people and programs read, and their types. */
const types = {
  "report.html": "text/html; charset=utf-8",
  "README.md": "text/markdown; charset=utf-8",
  "metrics.json": "application/json",
} as const;
type HeadFile = keyof typeof types;
export const headFiles = [
  "report.html",
  "README.md",
  "metrics.json",
] as const satisfies readonly HeadFile[];

/** The report brings its style and its pictures with it, and runs nothing. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

/**
 * The file that the path names.
 *
 * @throws ClassifierError `NotFound`
 */
export function toHeadFile(text: string): HeadFile {
  const name = headFiles.find((file) => file === text);
  if (name) return name;
  const detail = `A version of a head has no file ${text}. Use ${headFiles.join(", ")}.`;
  throw new ClassifierError("NotFound", detail);
}

export function toHeadFileAnswer(name: HeadFile, body: Uint8Array): HttpResponseInit {
  const headers = {
    "content-type": types[name],
    "content-security-policy": policy,
    "x-content-type-options": "nosniff",
  };
  return { body, headers };
}
