/** Route templates as ASP.NET Core matches them, which is what Azure Functions uses. */

import { ClassifierError } from "../errors.js";

export interface Route {
  /** Lower goes first: literal segments before parameters before catch-alls. */
  readonly precedence: string;
  /** @returns the route values, or undefined where the path does not match */
  match(path: string): Record<string, string> | undefined;
}

const constraints: Readonly<Record<string, string>> = {
  int: String.raw`-?\d{1,10}`,
  long: String.raw`-?\d{1,19}`,
  bool: "true|false",
  alpha: "[a-z]*",
  guid: "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
};

const parameter = /\{(\*{0,2})(\w+)(?::(\w+))?(\?)?\}/g;

/**
 * @param template like `classifications/{container}/{*path}`, without a leading slash
 * @throws ClassifierError InvalidSetting for what this host does not know
 */
export function compileRoute(template: string): Route {
  const names: string[] = [];
  const segments = template.split("/").filter((segment) => segment !== "");
  const source = segments.map((segment) => {
    const pattern = segmentPattern(segment, names);
    // An optional parameter takes the slash before it along.
    return /^\{(\*.*|.*\?)\}$/.test(segment) ? `(?:/${pattern})?` : `/${pattern}`;
  });
  const end = /\{\*[^}]*\}$/.test(template) ? "" : "/?";
  const expression = new RegExp(`^${source.join("")}${end}$`, "is");
  return {
    precedence: segments.map(segmentPrecedence).join(""),
    match(path) {
      const found = expression.exec(path);
      if (!found) return undefined;
      const values = names.map((name, at) => [name, found[at + 1] ?? ""] as const);
      return Object.fromEntries(values.filter(([, value]) => value !== ""));
    },
  };
}

function segmentPattern(segment: string, names: string[]): string {
  let pattern = "";
  let at = 0;
  for (const { 0: text, 1: stars, 2: name = "", 3: constraint, index } of segment.matchAll(
    parameter,
  )) {
    const value = constraint === undefined ? (stars ? ".*" : "[^/]+") : constraints[constraint];
    if (value === undefined) throw unsupported(segment);
    pattern += `${escape(segment.slice(at, index))}(${value})`;
    names.push(name);
    at = index + text.length;
  }
  return pattern + escape(segment.slice(at));
}

function escape(literal: string): string {
  if (/[{}]/.test(literal)) throw unsupported(literal);
  return literal.replace(/[.*+?^$()|[\]\\]/g, String.raw`\$&`);
}

const segmentPrecedence = (segment: string): string => {
  const [, stars, , constraint] = new RegExp(parameter).exec(segment) ?? [];
  if (stars === undefined) return "1";
  return stars ? "5" : constraint ? "2" : "3";
};

/**
 * A request path with its percent-encoding removed, save for `%2F`, which stays: so does Kestrel,
 * the server under Azure Functions. What is not UTF-8 stays encoded too.
 */
export function decodePath(path: string): string {
  return path.replace(/(?:%(?!2f)[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}

const unsupported = (part: string): ClassifierError =>
  new ClassifierError(
    "InvalidSetting",
    `The local host does not support the route part "${part}".`,
  );
