/** Route templates as ASP.NET Core matches them, which is what Azure Functions uses. */

/** @returns the route values, or undefined where the path does not match */
export type Route = (path: string) => Record<string, string> | undefined;

const guid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/**
 * @param template like `classifications/{container}/{*path}`, without a leading slash; segments are
 *   literals, `{name}`, `{name:guid}`, `{name?}` or `{*name}`
 * @param refuse makes the error for a segment of another form
 */
export function compileRoute(template: string, refuse: (segment: string) => Error): Route {
  const names: string[] = [];
  let source = "";
  for (const segment of template.split("/")) {
    const found = /^\{(\*?)(\w+)(:guid)?(\??)\}$/.exec(segment);
    if (found) {
      const [, star, name = "", isGuid, mark] = found;
      const value = `/(${star ? ".*" : isGuid ? guid : "[^/]+"})`;
      // An optional parameter takes the slash before it along.
      source += star || mark ? `(?:${value})?` : value;
      names.push(name);
    } else if (/[{}]/.test(segment)) throw refuse(segment);
    else source += `/${segment.replace(/[.*+?^$()|[\]\\]/g, String.raw`\$&`)}`;
  }
  const expression = new RegExp(`^${source}/?$`, "is");
  return (path) => {
    const found = expression.exec(path);
    if (!found) return undefined;
    const values = names.map((name, at) => [name, found[at + 1] ?? ""] as const);
    return Object.fromEntries(values.filter(([, value]) => value !== ""));
  };
}

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
