/** A mistake in a command line, in one line. The command ends with 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What a person can put right, such as a file that is not there, in one line. The command ends with 1. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}
