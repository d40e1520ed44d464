/** The levels of Azure's worker protocol. */
export type LogLevel =
  | "trace"
  | "debug"
  | "information"
  | "warning"
  | "error"
  | "critical"
  | "none";

/** Where the host's own lines and the functions' `context.log` go: one short line per call. */
export type Log = (level: LogLevel, line: string) => void;

/** Information to stdout, warnings and errors to stderr; trace and debug are left out. */
export const consoleLog: Log = (level, line) => {
  const stamped = `[${new Date().toTimeString().slice(0, 8)}] ${line}`;
  if (level === "information") console.log(stamped);
  else if (level === "warning") console.warn(stamped);
  else if (level === "error" || level === "critical") console.error(stamped);
};

/** A thrown value as one line with its code where it has one; never a stack. */
export function describeError(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const code = "code" in thrown && typeof thrown.code === "string" ? `${thrown.code}: ` : "";
  const message = thrown.message.split("\n", 1)[0] ?? "";
  return `${code}${message || thrown.name}`;
}
