import type { Command as Commander, CommanderError } from "commander";
import type { Session } from "./session/session.ts";

/** One command of the CLI: what it takes, and what it does. Resolves with the exit code. */
export interface Command {
  /** Its `-o` is a place to write to, not a format. */
  readonly ownOutput?: true;
  configure(command: Commander): void;
  /** Says more of a command line that commander refuses, where the command knows what was meant. */
  mistaken?(
    error: CommanderError,
    line: { readonly argv: readonly string[]; readonly command: Commander },
  ): Error;
  run(session: Session, args: CommandArguments, options: CommandOptions): Promise<number>;
}

/** As commander gives them: a text, a list where the argument is variadic, undefined where it is optional. */
export type CommandArguments = readonly (string | readonly string[] | undefined)[];
export type CommandOptions = Readonly<Record<string, unknown>>;

export function textArgument(args: CommandArguments, index: number): string | undefined {
  const value = args[index];
  return typeof value === "string" ? value : undefined;
}

export function listArgument(args: CommandArguments, index: number): readonly string[] {
  const value = args[index];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

export function textOption(options: CommandOptions, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}

export function listOption(options: CommandOptions, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

export function flag(options: CommandOptions, name: string): boolean {
  return options[name] === true;
}

/** For options that may be given several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
