import { Command as Commander } from "commander";
import { COMMANDS } from "../command-table.ts";
import type { CliContext } from "../context.ts";
import { calledCommand, commonOptions } from "../program.ts";
import { type CommonOptions, Session } from "../session/session.ts";
import { commandTree } from "./command-tree.ts";
import { printed } from "./printed.ts";
import type { Source, Value } from "./sources.ts";

/** Cobra's directives, which the shells' scripts read: the shell may offer files, or it may not. */
const FILES = ":0";
const NO_FILES = ":4";

/**
 * Answers `slipway complete -- WORDS`, which shells ask at a TAB: the values that the last word may become, and whether files may be
 * meant. Says nothing else, whatever happens, and takes no longer than a person waits.
 */
export async function complete(context: CliContext): Promise<number> {
  const words = context.argv.slice(context.argv.indexOf("--") + 1);
  const lines = await answer(context, words).catch(() => [FILES]);
  context.stdout.write(`${lines.join("\n")}\n`);
  return 0;
}

async function answer(context: CliContext, words: readonly string[]): Promise<readonly string[]> {
  const before = words.slice(0, -1);
  // What follows is another program's command line.
  if (before.includes("--")) return [FILES];
  const called = calledCommand(before);
  const configured = await configuredCommand(called);
  if (configured === undefined) return [NO_FILES];
  let wanted: Source | undefined;
  const ask = (source: Source) => {
    wanted = source;
    return [];
  };
  const lines = completed(commandTree(configured, called, ask), words);
  if (wanted === undefined) return lines;
  if (wanted === "files") return [FILES];
  const values = await valuesOf(context, { source: wanted, configured, words });
  return completed(
    commandTree(configured, called, () => values),
    words,
  );
}

const completed = (tree: ReturnType<typeof commandTree>, words: readonly string[]): readonly string[] =>
  printed(() => tree.parse([...words]));

/** Undefined for a word that is no command. */
async function configuredCommand(called: string | undefined): Promise<Commander | undefined> {
  const command = commonOptions(new Commander("slipway"));
  if (called === undefined) return command;
  const entry = COMMANDS.find(({ name }) => name === called);
  if (entry === undefined) return undefined;
  const { command: loaded } = await entry.load();
  const configured = new Commander(called);
  loaded.configure(configured);
  return commonOptions(configured, loaded.ownOutput);
}

/** Asks the home that the words themselves name. */
async function valuesOf(
  context: CliContext,
  of: {
    readonly source: Exclude<Source, "files">;
    readonly configured: Commander;
    readonly words: readonly string[];
  },
): Promise<readonly Value[]> {
  const { configured, words, source } = of;
  const operands = operandsOf(configured, words.slice(0, -1));
  const { state, context: cluster, namespace } = configured.opts<CommonOptions>();
  const session = new Session(context, {
    ...(state === undefined ? {} : { state }),
    ...(cluster === undefined ? {} : { context: cluster }),
    ...(namespace === undefined ? {} : { namespace }),
  });
  try {
    const word = (words.at(-1) ?? "").replace(/^--[^=]*=/, "");
    return await source({ session, word, before: operands.slice(1) });
  } finally {
    await session.end();
  }
}

/** Reads the options as far as they go: the last one's value may be what is asked for. */
function operandsOf(configured: Commander, before: readonly string[]): readonly string[] {
  configured
    .allowUnknownOption()
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  try {
    return configured.parseOptions([...before]).operands;
  } catch {
    return [];
  }
}
