import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { writeAtomically } from "@slipway/lib/write-atomically.ts";
import type { Environment } from "./container.ts";

export interface Question {
  /** Python code that prints the answer. */
  readonly script: string;
  /** What the answer depends on besides the interpreter itself: it is asked again when one of these paths changes. */
  readonly dependsOn: (answer: string) => readonly string[];
}

interface Remembered {
  /** Null: the interpreter does not run. */
  readonly answer: string | null;
  /** When each thing that the answer depends on last changed, in ms; -1: it was not there. */
  readonly stamps: Readonly<Record<string, number>>;
}

const run = promisify(execFile);
const PATIENCE_MS = 30_000;
/** By these a shim of pyenv decides whether it runs. */
const OF_SHIMS = [".pyenv/version", ".pyenv/versions"];

/**
 * What the interpreter at `path` prints; undefined when it does not run. Both are remembered below `SLIPWAY_CACHE_DIR`, all in
 * one file, until the interpreter, or what the answer depends on, changes: one that does not run may be a shim that starts
 * hundreds of processes to say so. One that took too long, or was ended, is asked again the next time.
 */
export async function askInterpreter(
  path: string,
  question: Question,
  environment: Environment,
): Promise<string | undefined> {
  const cache = environment["SLIPWAY_CACHE_DIR"];
  if (!cache) return (await ask(path, question, environment))?.answer ?? undefined;
  const key = questionKey(path, question, environment);
  const known = await stillTrue(recall(cache)[key]);
  const said = known ?? (await ask(path, question, environment));
  if (known === undefined && said !== undefined) remember(cache, key, said);
  return said?.answer ?? undefined;
}

function questionKey(path: string, { script }: Question, environment: Environment): string {
  const seen = ["PYTHONPATH", "PYTHONHOME", "HOME", "PYENV_VERSION"].map((name) => environment[name] ?? "");
  const key = createHash("sha256").update([script, path, ...seen].join("\0"));
  return key.digest("hex").slice(0, 32);
}

type Answers = Readonly<Record<string, Remembered>>;

const FILE = "interpreters.json";

/** By question; none where the file is not there or is no such file. */
function recall(cache: string): Answers {
  try {
    const known: unknown = JSON.parse(readFileSync(join(cache, FILE), "utf8"));
    return typeof known === "object" && known !== null ? (known as Answers) : {};
  } catch {
    return {};
  }
}

async function stillTrue(known: Remembered | undefined): Promise<Remembered | undefined> {
  if (known === undefined) return undefined;
  try {
    for (const [path, stamp] of Object.entries(known.stamps)) {
      if ((await lastChange(path)) !== stamp) return undefined;
    }
    return known;
  } catch {
    return undefined;
  }
}

/** Where that cannot be written, the next run asks again, as it does where two write at once. */
function remember(cache: string, key: string, said: Remembered): void {
  try {
    mkdirSync(cache, { recursive: true });
    writeAtomically(join(cache, FILE), JSON.stringify({ ...recall(cache), [key]: said }));
  } catch {}
}

/** Undefined where it stays open whether the interpreter runs. */
async function ask(
  path: string,
  { script, dependsOn }: Question,
  environment: Environment,
): Promise<Remembered | undefined> {
  const home = environment["HOME"];
  const ofShims = home ? OF_SHIMS.map((name) => join(home, name)) : [];
  try {
    const options = { timeout: PATIENCE_MS, env: { ...environment } };
    const { stdout } = await run(path, ["-c", script], options);
    return { answer: stdout, stamps: await stampsOf([path, ...ofShims, ...dependsOn(stdout)]) };
  } catch (error) {
    return isFinal(error) ? { answer: null, stamps: await stampsOf([path, ...ofShims]) } : undefined;
  }
}

/** It ended by itself, or is no program; not for want of time, memory or processes. */
function isFinal(error: unknown): boolean {
  const { code, signal } = error as { readonly code?: unknown; readonly signal?: unknown };
  if (signal !== undefined && signal !== null) return false;
  return typeof code === "number" || ["ENOENT", "EACCES", "ENOEXEC"].includes(String(code));
}

async function stampsOf(paths: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const stamps: Record<string, number> = {};
  for (const path of paths) stamps[path] = await lastChange(path);
  return stamps;
}

async function lastChange(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => -1,
  );
}
