import { type ChildProcess, execFile } from "node:child_process";
import { delimiter } from "node:path";

/** Without a resident driver it wakes every GPU first, which takes seconds each. */
export const SMI_PATIENCE_MS = 20_000;
/** Where Windows' subsystem for Linux has it. */
const WSL = "/usr/lib/wsl/lib";

/** One that was given up, and may be there still. */
let stuck: ChildProcess | undefined;

/**
 * The lines that `nvidia-smi --query-gpu=FIELDS` prints, each split at its commas. Undefined where there is none, where it fails or
 * takes too long, or the signal aborts: then it is killed and not waited for, since one that hangs in the driver takes no signal; as long as it is there
 * no other one is started.
 */
export function askNvidiaSmi(
  fields: readonly string[],
  { environment, patienceMs = SMI_PATIENCE_MS, signal }: AskOptions,
): Promise<readonly (readonly string[])[] | undefined> {
  if (signal?.aborted === true) return Promise.resolve(undefined);
  if (stuck !== undefined && stuck.exitCode === null && stuck.signalCode === null)
    return Promise.resolve(undefined);
  const args = [`--query-gpu=${fields.join()}`, "--format=csv,noheader,nounits"];
  // An empty part means the folder that one happens to be in, whose programs nobody asked for.
  const folders = (environment["PATH"] ?? "/usr/bin:/bin").split(delimiter).filter((folder) => folder !== "");
  const PATH = [...folders, WSL].join(delimiter);
  return new Promise((resolve) => {
    const options = { env: { PATH }, encoding: "utf8", maxBuffer: 2 ** 20 } as const;
    const child = execFile("nvidia-smi", args, options, (error, stdout) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", giveUp);
      resolve(error === null ? rowsOf(stdout, fields.length) : undefined);
    });
    const giveUp = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", giveUp);
      stuck = child;
      child.kill("SIGKILL");
      child.unref();
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve(undefined);
    };
    const timer = setTimeout(giveUp, patienceMs);
    signal?.addEventListener("abort", giveUp);
  });
}

export interface AskOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly patienceMs?: number;
  readonly signal?: AbortSignal;
}

/** Lines of other forms are complaints. */
function rowsOf(text: string, length: number): readonly (readonly string[])[] {
  return text
    .split("\n")
    .map((line) => line.split(",").map((word) => word.trim()))
    .filter((row) => row.length === length);
}

/** A figure of nvidia-smi's; undefined for `[N/A]` and the like. */
export function figure(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}
