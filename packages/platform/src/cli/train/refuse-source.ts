import type { Stats } from "node:fs";
import { basename } from "node:path";
import { SlipwayError } from "@slipway/model";
import { usageError } from "../errors/usage-error.ts";
import { shellWord } from "../output/shell-word.ts";
import type { SourceFile } from "./source-files.ts";
import { unixPath } from "./unix-path.ts";

const DATA = /\.(csv|tsv|parquet|jsonl|libsvm|svm|npy|npz|feather|arrow|xlsx)$/i;
const ARCHIVE = /\.(zip|tar|tgz|tar\.(gz|bz2|xz)|7z|whl)$/i;

/** The command that runs the program. */
export type Verb = "train" | "process";

/** Throws for what is no folder and no program, with what to do instead. `found` is undefined where the path leads nowhere. */
export function refuseSource(given: string, found: Stats | undefined, verb: Verb): void {
  if (found?.isDirectory() === true) return;
  const sentence = found === undefined ? elsewhere(given) : notProgram(given, verb);
  if (sentence !== undefined) throw new SlipwayError("SLIP-CLI-011", sentence);
  if (found !== undefined && !found.isFile()) throw usageError(`${given} is neither a file nor a folder`);
}

/** Throws for a file that no interpreter is known for, and that the system would not start either. */
export function requireRunnable(given: string, { name, executable }: SourceFile, verb: Verb): void {
  if (/\.(py|sh)$/.test(name)) return;
  // File by file, as processing images take it, a program loses that it may be started.
  if (verb === "process")
    throw new SlipwayError(
      "SLIP-CLI-011",
      `${given} is no program for it: give a .py file, or a .sh file that starts it`,
    );
  if (executable) return;
  throw new SlipwayError(
    "SLIP-CLI-011",
    `${given} is no program: give a .py or a .sh file, or make it executable (chmod +x ${shellWord(given)}) if it is one`,
  );
}

/** The sentence for a notebook, which also a folder may hold. */
export function notebookSentence(path: string, verb: Verb): string {
  const word = shellWord(path);
  return `${path} is a notebook, which is not run as it is; make it a program with \`jupyter nbconvert --to script ${word}\` and run: slipway ${verb} ${word.replace(/\.ipynb('?)$/, ".py$1")}`;
}

function elsewhere(given: string): string | undefined {
  if (given === "") return "the name of a folder or of a program is empty";
  if (/^s3:\/\//.test(given))
    return `${given} is in a bucket, and what is trained comes from this machine; fetch it and give its folder`;
  if (/^([a-z+]+:\/\/|git@)/i.test(given))
    return `${given} is not on this machine; fetch it (git clone) and give its folder`;
  const path = unixPath(given);
  return path === undefined ? undefined : `${given} is a path of Windows; write it as ${path}`;
}

function notProgram(given: string, verb: Verb): string | undefined {
  const name = basename(given);
  if (/\.ipynb$/i.test(name)) return notebookSentence(given, verb);
  if (ARCHIVE.test(name)) return `${given} is an archive; unpack it and give the folder`;
  if (DATA.test(name))
    return `${given} is data and no program; give it to one: slipway ${verb} PROGRAM --input ${shellWord(given)}`;
  if (/\.(ya?ml)$/i.test(name))
    return `${given} is no program; a manifest is applied: slipway apply -f ${shellWord(given)}`;
  return undefined;
}
