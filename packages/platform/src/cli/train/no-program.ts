import { readFile } from "node:fs/promises";
import { SlipwayError } from "@slipway/model";
import { shellWord } from "../output/shell-word.ts";
import { notebookSentence, type Verb } from "./refuse-source.ts";
import type { SourceFile } from "./source-files.ts";

const LISTED = 5;
const READ_FILES = 200;
const READ_BYTES = 1024 * 1024;
const NEVER = /(^|\/)(setup|conftest|__init__|test_[^/]*|[^/]*_test)\.py$|(^|\/)tests?\//;
const STARTS = /__name__\s*==|ArgumentParser|@click\.command|typer/;

/** The refusal of a folder that does not hold the program, naming the command that would run what it holds. */
export async function noProgram(
  given: string,
  { wanted, verb }: { readonly wanted: string; readonly verb: Verb },
  files: readonly SourceFile[],
): Promise<SlipwayError> {
  const folder = given.replace(/(?<=.)\/+$/, "");
  const refusal = (hint: string) => new SlipwayError("SLIP-CLI-011", `${given} holds no ${wanted}${hint}`);
  const candidates = await programsAmong(files);
  const notebook = files.find(({ name }) => name.endsWith(".ipynb"));
  const [first] = candidates;
  if (first === undefined)
    return refusal(
      notebook === undefined
        ? ", and no other program"
        : `; ${notebookSentence(`${folder}/${notebook.name}`, verb)}`,
    );
  const others = candidates.slice(1, LISTED).map(({ name }) => name);
  const more = others.length === 0 ? "" : `, or with ${others.join(", ")} for it`;
  return refusal(
    `; name the program that is meant: ${commandFor(folder, { name: first.name, verb }, files)}${more}`,
  );
}

function commandFor(
  folder: string,
  { name, verb }: { readonly name: string; readonly verb: Verb },
  files: readonly SourceFile[],
): string {
  if (files.length === 1) return `slipway ${verb} ${shellWord(`${folder}/${name}`)}`;
  if (verb === "process") return `slipway process ${shellWord(folder)} --program ${shellWord(name)}`;
  const train = `slipway train ${shellWord(folder)}`;
  const [, module] = /^(.+)\/__main__\.py$/.exec(name) ?? [];
  if (module !== undefined) return `${train} -- python -m ${module.replaceAll("/", ".")}`;
  return `${train} --hp ${shellWord(`sagemaker_program=${name}`)}`;
}

/** What can be run, the likeliest first: what starts something, and what lies at the top. */
async function programsAmong(files: readonly SourceFile[]): Promise<readonly SourceFile[]> {
  const runnable = files.filter(({ name }) => /\.(py|sh)$/.test(name) && !NEVER.test(name));
  const ranked = await Promise.all(
    runnable.slice(0, READ_FILES).map(async (file) => ({ file, rank: await rankOf(file) })),
  );
  return ranked.sort((a, b) => a.rank - b.rank).map(({ file }) => file);
}

async function rankOf({ path, name, size }: SourceFile): Promise<number> {
  const text = size > READ_BYTES ? "" : await readFile(path, "utf8");
  const starts = STARTS.test(text) || name.endsWith("__main__.py");
  return name.split("/").length + (starts ? 0 : 100);
}
