import type { CommandTable } from "./command.js";
import { explain } from "./explain.js";
import { toHelp } from "./help.js";
import { UsageError } from "./mistakes.js";
import type { OptionTable } from "./options.js";
import { readArguments, toTokens } from "./readArguments.js";

/**
 * Runs a command. `--help` prints its help and exits with 0. A mistake in the command line exits with 2,
 * and any other failure with 1. Both print one line; only a defect prints its stack.
 */
export function runCommand<Options extends OptionTable>(
  table: CommandTable<Options>,
  args: readonly string[] = process.argv.slice(2),
): Promise<void> {
  return reporting(async () => {
    const tokens = toTokens(table.options, args);
    if (tokens.some((token) => token.kind === "option" && token.name === "help")) {
      console.log(toHelp(table));
      return;
    }
    const { values, operands } = readArguments(table, tokens);
    await table.run(values, operands);
  });
}

/** Ends the process with the code of what went wrong, and says it. */
export async function reporting(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (thrown) {
    console.error(explain(thrown));
    process.exitCode = thrown instanceof UsageError ? 2 : 1;
  }
}
