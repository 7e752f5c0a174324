import { type Command, type Complete, RootCommand } from "@bomb.sh/tab";
import type { Command as Commander, Option } from "commander";
import { COMMANDS } from "../command-table.ts";
import { argumentSource, optionSource, type Source, type Value } from "./sources.ts";

/** Gives what a source has, or notes that it is wanted and gives nothing yet. */
export type Ask = (source: Source) => readonly Value[];

/**
 * The commands as the completion library has them; only the called one has options and arguments, as only its code is loaded.
 * `configured` is the called command, or one with the options of all.
 */
export function commandTree(configured: Commander, called: string | undefined, ask: Ask): RootCommand {
  const root = new RootCommand();
  for (const { name, summary } of COMMANDS) root.command(name, summary);
  addOptions(root, configured, ask);
  const command = called === undefined ? undefined : root.commands.get(called);
  if (called === undefined || command === undefined) return root;
  addOptions(command, configured, ask);
  configured.registeredArguments.forEach((argument, index) => {
    const source = argumentSource(called, index);
    command.argument(
      argument.name(),
      handler({ choices: argument.argChoices, source }, ask),
      argument.variadic,
    );
  });
  return root;
}

function addOptions(to: Command, configured: Commander, ask: Ask): void {
  for (const option of [
    ...configured.options,
    { long: "--help", short: "-h", description: "print help" } as Option,
  ]) {
    const { long, short, flags, description } = option;
    if (long === undefined || long === null) continue;
    const takesValue = option.required === true || option.optional === true;
    const name = long.slice(2);
    const alias = short?.slice(1);
    if (takesValue) {
      const values = handler({ choices: option.argChoices, source: optionSource(flags, long) }, ask);
      to.option(name, description, values, alias);
    } else to.option(name, description, alias ?? "");
  }
}

function handler(
  of: { readonly choices: readonly string[] | undefined; readonly source: Source | undefined },
  ask: Ask,
): (complete: Complete) => void {
  return (complete) => {
    for (const choice of of.choices ?? []) complete(choice, "");
    if (of.choices !== undefined || of.source === undefined) return;
    for (const { value, about } of ask(of.source)) complete(value, about);
  };
}
