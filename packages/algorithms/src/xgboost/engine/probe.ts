import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { writeAtomically } from "@slipway/lib/write-atomically.ts";
import type { Environment } from "../../container.ts";
import { PROBE_SCRIPT } from "./probe-script.ts";

/** An interpreter that was asked; `xgboost` is the version that it can import. */
export interface Probe {
  /** The program itself, where the path asked was a shim. */
  readonly executable: string;
  readonly xgboost: string | undefined;
}

interface Remembered {
  readonly executable: string;
  readonly xgboost: string | null;
  /** When each thing that the answer depends on last changed, in ms; -1: it was not there. */
  readonly stamps: Readonly<Record<string, number>>;
}

const run = promisify(execFile);
const PATIENCE_MS = 30_000;
/** Older ones lack what the training script needs. */
const OLDEST = [1, 3] as const;

/**
 * What the interpreter at `path` can do; undefined when it does not run at all. The answer is remembered below
 * `SLIPWAY_CACHE_DIR` until the interpreter, or a folder that it imports from, changes.
 */
export async function probe(path: string, environment: Environment): Promise<Probe | undefined> {
  const place = await memory(path, environment);
  const known = place && (await recall(place));
  const answer = known ?? (await ask(path, environment));
  if (!answer) return undefined;
  if (!known && place) remember(place, answer);
  return { executable: answer.executable, xgboost: usable(answer.xgboost) };
}

async function memory(path: string, environment: Environment): Promise<string | undefined> {
  const cache = environment["SLIPWAY_CACHE_DIR"];
  if (!cache) return undefined;
  const folder = join(cache, "xgboost-probe");
  const seen = ["PYTHONPATH", "PYTHONHOME", "HOME", "PYENV_VERSION"].map((name) => environment[name] ?? "");
  const key = createHash("sha256").update([path, ...seen].join("\0"));
  return join(folder, `${key.digest("hex").slice(0, 32)}.json`);
}

async function recall(place: string): Promise<Remembered | undefined> {
  try {
    const known = JSON.parse(await readFile(place, "utf8")) as Remembered;
    for (const [path, stamp] of Object.entries(known.stamps)) {
      if ((await lastChange(path)) !== stamp) return undefined;
    }
    return known;
  } catch {
    return undefined;
  }
}

/** Where that cannot be written, the next run asks again. */
function remember(place: string, answer: Remembered): void {
  try {
    mkdirSync(dirname(place), { recursive: true });
    writeAtomically(place, JSON.stringify(answer));
  } catch {}
}

async function ask(path: string, environment: Environment): Promise<Remembered | undefined> {
  try {
    const options = { timeout: PATIENCE_MS, env: { ...environment } };
    const { stdout } = await run(path, ["-c", PROBE_SCRIPT], options);
    const answer = JSON.parse(stdout) as Pick<Remembered, "executable" | "xgboost"> & { folders: string[] };
    const stamps: Record<string, number> = {};
    for (const watched of [path, answer.executable, ...answer.folders]) {
      stamps[watched] = await lastChange(watched);
    }
    return { executable: answer.executable, xgboost: answer.xgboost, stamps };
  } catch {
    return undefined;
  }
}

async function lastChange(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => -1,
  );
}

function usable(version: string | null): string | undefined {
  const [major = 0, minor = 0] = (version ?? "").split(".").map(Number);
  const enough = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
  return version && enough ? version : undefined;
}
