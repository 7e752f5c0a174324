/**
 * The cluster's processes, known by their command lines: a program of the cluster that is given a file of this state
 * folder. Nothing is written down, so nothing can be stale, and a pid that somebody else got is never taken for ours.
 */
import { spawn } from "node:child_process";
import { mkdirSync, openSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { identityOf, isAlive } from "../../packages/lib/src/process-identity.ts";
import { layout } from "./places.ts";

export interface Command {
  /** The program's name, and its log's. */
  readonly name: string;
  readonly path: string;
  /** One of them names a file below the state folder. */
  readonly args: readonly string[];
}

/** Starts a program that outlives this one; what it says goes to its log. */
export function start(state: string, command: Command): void {
  const { logs } = layout(state);
  mkdirSync(logs, { recursive: true });
  const log = openSync(join(logs, `${command.name}.log`), "a");
  // What the machine has set for other programs is nothing to these.
  const env = { PATH: `${process.env["PATH"]}:/usr/sbin:/sbin`, HOME: process.env["HOME"] };
  const child = spawn(command.path, [...command.args], {
    cwd: state,
    env,
    detached: true,
    stdio: ["ignore", log, log],
  });
  child.on("error", () => {});
  child.unref();
}

/** The pids of the state's processes of this name; a zombie has no command line. */
export function pidsOf(state: string, name: string): readonly number[] {
  return processes(name)
    .filter(({ args }) => args.some((arg) => arg.includes(`${state}/`)))
    .map(({ pid }) => pid);
}

/** The arguments of every process of this name, whoever's it is. */
export function commandLines(name: string): readonly (readonly string[])[] {
  return processes(name).map(({ args }) => args);
}

/** Ends them at once, as a crash would, and waits until they are gone. */
export async function stop(state: string, name: string): Promise<void> {
  for (const pid of pidsOf(state, name)) {
    const identity = await identityOf(pid);
    if (identity === undefined || !pidsOf(state, name).includes(pid)) continue;
    process.kill(pid, "SIGKILL");
    while (await isAlive(identity)) await pause(20);
  }
}

function processes(name: string): readonly { readonly pid: number; readonly args: readonly string[] }[] {
  return readdirSync("/proc").flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    const [program = "", ...args] = commandLineOf(entry);
    return basename(program) === name ? [{ pid: Number(entry), args }] : [];
  });
}

function commandLineOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}
