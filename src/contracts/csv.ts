/** One line of a CSV file (RFC 4180). */
export function toCsvLine(values: readonly (string | number)[]): string {
  return `${values.map(toField).join(",")}\r\n`;
}

/** Quotes a field if needed. An apostrophe keeps spreadsheets from running a text as a formula. */
function toField(value: string | number): string {
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
