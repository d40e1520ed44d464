import { misspelt } from "../../misspelt.js";
import { toCommandLine } from "./command.js";
import { toRows } from "./help.js";
import { UsageError } from "./mistakes.js";
import { reporting } from "./runCommand.js";

/** One of the commands of a script. */
export interface Subcommand {
  readonly summary: string;
  /** Runs it with the arguments after its name. */
  readonly run: (args: readonly string[]) => Promise<void>;
}

/** The commands of a script by their names; each loads when it is wanted. */
type Subcommands = Readonly<Record<string, () => Promise<Subcommand>>>;

/** Runs the command that the first argument names, or prints which there are. */
export function runSubcommand(
  script: string,
  summary: string,
  commands: Subcommands,
): Promise<void> {
  const [name = "", ...args] = process.argv.slice(2);
  return reporting(async () => {
    if (name === "--help" || name === "-h") {
      console.log(await toOverview(script, summary, commands));
    } else {
      await (await load(commands, name)).run(args);
    }
  });
}

function load(commands: Subcommands, name: string): Promise<Subcommand> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command) return command();
  const names = Object.keys(commands);
  if (name === "") throw new UsageError(`A command is needed: ${names.join(", ")}`);
  const near = misspelt(name, names);
  const hint = near ? `did you mean ${near}?` : `expected ${names.join(", ")}`;
  throw new UsageError(`There is no command ${JSON.stringify(name)}; ${hint}`);
}

async function toOverview(script: string, summary: string, commands: Subcommands): Promise<string> {
  const loading = Object.entries(commands).map(async ([name, load]) => {
    return [name, (await load()).summary] as const;
  });
  const rows = toRows(await Promise.all(loading));
  const usage = `  ${toCommandLine(script, "COMMAND …")}`;
  const example = `  ${toCommandLine(script, Object.keys(commands)[0] ?? "", "--help")}`;
  return [summary, "", "Usage:", usage, "", ...rows, "", "Example:", example].join("\n");
}
