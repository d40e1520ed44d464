import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { HttpRequest, HttpResponseInit } from "@azure/functions";

/** Content types of the page's files. No other file is served. */
const types = {
  "demo.html": "text/html; charset=utf-8",
  "demo.css": "text/css; charset=utf-8",
  "demo.js": "text/javascript; charset=utf-8",
  "icon.svg": "image/svg+xml",
  "sample-cat.jpg": "image/jpeg",
  "sample-coffee.jpg": "image/jpeg",
  "sample-daisy.jpg": "image/jpeg",
  "sample-rocket.jpg": "image/jpeg",
};

type PageFile = keyof typeof types;

/** Allows the page's own files, pictures in its memory, and calls to its own host. */
const policy = [
  "default-src 'none'",
  ...["script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self' blob:"],
  ...["frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"],
].join("; ");

const headers = {
  "content-security-policy": policy,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "permissions-policy": "camera=(self), microphone=(), geolocation=()",
  "cache-control": "no-cache",
};

export function isPageFile(name: string): name is PageFile {
  return Object.hasOwn(types, name);
}

/** Answers with one file of the page, or 304 if the browser has it already. */
export function toPageFile(name: PageFile, request: HttpRequest): HttpResponseInit {
  const body = readFileSync(new URL(`../../web/${name}`, import.meta.url));
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  if (request.headers.get("if-none-match") === etag)
    return { status: 304, headers: { ...headers, etag } };
  return { body, headers: { ...headers, etag, "content-type": types[name] } };
}
