import type { Command as Commander, Option } from "commander";
import { shellWord } from "../output/shell-word.ts";

/** An option that Slipway does not know, and what follows it. */
interface Strange {
  readonly name: string;
  readonly words: readonly string[];
  readonly value?: string;
}

interface Sorted {
  /** Slipway's own words, as they were given. */
  readonly kept: readonly string[];
  readonly strange: readonly Strange[];
  /** From `--` on. */
  readonly rest: readonly string[];
}

/**
 * What was meant by options of the program that were given to `slipway train`: the whole command as it works. Undefined where
 * there are none. An option without a value is no hyperparameter, so that all of them go to the program as they are.
 */
export function meantCommand(argv: readonly string[], command: Commander): string | undefined {
  const { kept, strange, rest } = sort(argv, command);
  if (strange.length === 0) return undefined;
  const valued = strange.every(({ value }) => value !== undefined);
  const words = valued
    ? [...kept, ...strange.flatMap(({ name, value }) => ["--hp", `${name}=${value}`]), ...rest]
    : [...kept, ...programOf(kept, rest), ...strange.flatMap((option) => option.words)];
  return ["slipway", ...words].map(shellWord).join(" ");
}

/** The command after `--`, or the one that runs what is given. */
function programOf(kept: readonly string[], rest: readonly string[]): readonly string[] {
  if (rest.length > 0) return rest;
  const file = kept.find((word) => /\.(py|sh)$/.test(word));
  const name = file?.split("/").at(-1) ?? "train.py";
  return ["--", name.endsWith(".sh") ? "sh" : "python", name];
}

function sort(argv: readonly string[], command: Commander): Sorted {
  const end = argv.indexOf("--");
  const words = end < 0 ? argv : argv.slice(0, end);
  const kept: string[] = [];
  const strange: Strange[] = [];
  for (let at = 0; at < words.length; ) {
    const [word = "", next] = words.slice(at, at + 2);
    const own = isOption(word) ? undefined : [word];
    const taken = own ?? knownOption(command, word, next);
    if (taken === undefined) strange.push(strangeOption(word, next));
    else kept.push(...taken);
    at += (taken ?? strange.at(-1)?.words ?? [word]).length;
  }
  return { kept, strange, rest: end < 0 ? [] : argv.slice(end) };
}

/** An option of Slipway's with its value; undefined for one of somebody else's. */
function knownOption(
  command: Commander,
  word: string,
  next: string | undefined,
): readonly string[] | undefined {
  const known = optionOf(word, command);
  if (known === undefined) return undefined;
  const takesNext = known.required && !isWhole(word, known) && next !== undefined;
  return takesNext ? [word, next] : [word];
}

function strangeOption(word: string, next: string | undefined): Strange {
  const [dashed = "", ...value] = word.split("=");
  const name = dashed.replace(/^-+/, "");
  if (value.length > 0) return { name, words: [word], value: value.join("=") };
  return next === undefined || isOption(next)
    ? { name, words: [word] }
    : { name, words: [word, next], value: next };
}

const optionOf = (word: string, { options }: Commander): Option | undefined =>
  options.find(({ long, short }) =>
    word.startsWith("--") ? word.split("=")[0] === long : short !== undefined && word.startsWith(short),
  );

/** Its value is in the word itself. */
const isWhole = (word: string, { short }: Option): boolean =>
  word.startsWith("--") ? word.includes("=") : word !== short;

/** A dash alone, and a number below zero, are values. */
const isOption = (word: string): boolean => /^-[^\d.]/.test(word);
