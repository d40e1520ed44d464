/** The media type of a Content-Type header (RFC 9110, section 8.3), without its parameters. */
export function toMediaType(header: string | null): string {
  return (header ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/**
 * The offered type that an Accept header prefers (RFC 9110, section 12.5.1). Among equals the first
 * offered type wins. Specific ranges take precedence over wildcards.
 *
 * @returns undefined if no offered type is acceptable
 */
export function preferredType<T extends string>(
  accept: string | null,
  offered: readonly T[],
): T | undefined {
  const ranges = (accept?.trim() || "*/*").split(",").map(toRange);
  const quality = (type: T): number => {
    const [main] = type.split("/", 1);
    const matches = [type, `${main}/*`, "*/*"].map((name) => ranges.find((r) => r.name === name));
    return matches.find((range) => range !== undefined)?.quality ?? 0;
  };
  const best = Math.max(...offered.map(quality));
  return best > 0 ? offered.find((type) => quality(type) === best) : undefined;
}

function toRange(text: string): { name: string; quality: number } {
  const [name = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  const q = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
  const quality = Number(q ?? 1);
  return { name, quality: Number.isNaN(quality) ? 0 : quality };
}
