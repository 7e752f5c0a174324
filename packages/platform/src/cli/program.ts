import type { SlipwayError } from "@slipway/model";
import { closest } from "@slipway/model/closest.ts";
import { Command as Commander } from "commander";
import { COMMANDS, type CommandEntry } from "./command-table.ts";
import type { CliContext } from "./context.ts";
import { EXIT } from "./errors/exit-code.ts";
import { usageError } from "./errors/usage-error.ts";
import { notServed, saidHere } from "./not-served.ts";
import { orAbandoned } from "./session/or-abandoned.ts";
import { type CommonOptions, Session } from "./session/session.ts";

/** Options with a value that may stand before the command's name. */
const VALUED = new Set(["--state", "--context", "-n", "--namespace", "-o", "--output"]);

/**
 * The command line as commander reads it. Only the command that is called has its code loaded: help must cost
 * next to nothing. `done` gets the command's exit code.
 */
export async function buildProgram(
  context: CliContext,
  done: (exitCode: number) => void,
): Promise<Commander> {
  const program = commonOptions(new Commander("slipway"))
    .description(
      "Machine-learning work from a script to production: the same files here, on Kubernetes and on SageMaker.",
    )
    .version(context.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand(false)
    .usage("COMMAND [options]")
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .showSuggestionAfterError()
    .allowExcessArguments()
    .allowUnknownOption()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: () => {},
      getOutHelpWidth: () => Math.min(context.stdout.columns ?? 100, 120),
    })
    .addHelpText(
      "after",
      `
Exit codes: 0 ok, 1 failed, 2 not understood, 3 not found, 4 not allowed,
  5 conflict, 6 nothing answers, 7 timeout, 8 quota, 130 interrupted; of what
  was waited for: 100 failed, 101 unfinished, 102 not there, 103 stopped.

"slipway demo" shows it all. "slipway COMMAND --help" says more of one command.`,
    );
  program.action(() => {
    program.outputHelp();
    done(0);
  });
  const called = calledCommand(context.argv);
  refuseUnknownOption(program, called === undefined ? context.argv : before(context.argv, called));
  if (called !== undefined && !COMMANDS.some(({ name }) => name === called)) throw unknownCommand(called);
  for (const entry of COMMANDS) await add(program, entry, { context, called, done });
  return program;
}

async function add(
  program: Commander,
  entry: CommandEntry,
  run: {
    readonly context: CliContext;
    readonly called: string | undefined;
    readonly done: (exitCode: number) => void;
  },
): Promise<void> {
  const command = program
    .command(entry.name)
    .summary(entry.summary)
    .description(`${entry.summary.charAt(0).toUpperCase()}${entry.summary.slice(1)}.`)
    .helpGroup(entry.group)
    .allowExcessArguments(false);
  if (entry.name !== run.called) return void commonOptions(command);
  const { command: loaded } = await entry.load();
  loaded.configure(command);
  const { ownOutput = false } = loaded;
  commonOptions(command.optionsGroup("Options of every command:"), ownOutput);
  command.exitOverride((error) => {
    throw loaded.mistaken?.(error, { argv: run.context.argv, command }) ?? error;
  });
  command.action(async (...given: unknown[]) => {
    const args = given.slice(0, -2) as (string | string[] | undefined)[];
    const options = command.optsWithGlobals<CommonOptions & Record<string, unknown>>();
    if (entry.onlyHere === true && options.context !== undefined)
      throw usageError(`${entry.name} is about a home on this machine: --context does not apply to it`);
    const session = new Session(run.context, ownOutput ? { ...options, output: undefined } : options);
    const { signal } = session;
    if (entry.onlyTells === true) run.context.endWithReader?.();
    try {
      const running = loaded.run(session, args, options);
      if (entry.tidiesUp === true) return run.done(await running);
      const exitCode = await orAbandoned(running, signal);
      run.done(signal.aborted && exitCode === EXIT.ok ? EXIT.interrupted : exitCode);
    } catch (error) {
      const { withNearName } = await import("./objects/near-name.ts");
      throw await withNearName(session, error);
    } finally {
      await session.end();
    }
  });
}

/** Adds the options that every command understands. */
export function commonOptions(command: Commander, ownOutput = false): Commander {
  command
    .option("--state <dir>", "state folder (default: $SLIPWAY_STATE or ~/.slipway)")
    .option("--context <name>", "kubeconfig context of a cluster that Slipway is installed in")
    .option("-n, --namespace <name>", "namespace (default: default)")
    .option("-v, --verbose", "say more; with errors, where in the program they arose");
  if (!ownOutput)
    command.option("-o, --output <format>", "table, wide, name, json, yaml or jsonpath='{...}'");
  return command;
}

/** The command of a line, which may have options before it; undefined where it names none. */
export function calledCommand(argv: readonly string[]): string | undefined {
  return argv.find((word, index) => !word.startsWith("-") && !VALUED.has(argv[index - 1] ?? ""));
}

const before = (argv: readonly string[], word: string): readonly string[] =>
  argv.slice(0, argv.indexOf(word));

/** Of the options that stand before a command or without one, which commander leaves to the command. */
function refuseUnknownOption(program: Commander, words: readonly string[]): void {
  const known = [...program.options.flatMap(({ long, short }) => [long, short]), "--help", "-h"];
  const unknown = words
    .filter((word, index) => word.startsWith("-") && !VALUED.has(words[index - 1] ?? ""))
    .find((word) => !known.includes(word.startsWith("--") ? word.split("=")[0] : word.slice(0, 2)));
  if (unknown === undefined) return;
  const nearest = closest(
    unknown,
    known.flatMap((option) => option ?? []),
  );
  throw usageError(`unknown option '${unknown}'${nearest === undefined ? "" : `; did you mean ${nearest}?`}`);
}

function unknownCommand(word: string): SlipwayError {
  const later = notServed(word);
  if (later !== undefined) return later;
  const nearest =
    saidHere(word) ??
    closest(
      word,
      COMMANDS.map(({ name }) => name),
    );
  const hint = nearest === undefined ? "" : `; did you mean ${nearest}?`;
  return usageError(`there is no command "${word}"${hint}`);
}
