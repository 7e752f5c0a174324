import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { CATALOGUE, defined, type ErrorCode, isSlipwayError, SlipwayError } from "@slipway/model";
import type { RunningHome } from "#cli/context.ts";
import { closeInherited } from "#lib/close-inherited.ts";
import { serverEnvironment } from "../environment.ts";
import { PROGRAMS } from "../program-files.ts";
import type { StartMessage } from "../server.ts";
import { checkRights } from "../state/check-rights.ts";
import { type Layout, layout } from "../state/layout.ts";
import { readRunning } from "../state/running.ts";
import { unusable } from "../state/unusable.ts";
import { settled } from "./settled.ts";
import { endProcess } from "./stop.ts";

export interface StartOptions {
  readonly stateDir: string;
  readonly detach: boolean;
  readonly newPorts?: boolean;
  readonly awsCredentials?: boolean;
  readonly allowRead?: readonly string[];
  readonly cacheLimitBytes?: number;
  readonly signal?: AbortSignal;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A start takes a second; one on a slow disk, with databases to look through, some more. */
const PATIENCE_MS = 120_000;

/**
 * Two that take a folder in the same moment may both be refused, and who has it may not have told yet, or not any more: from the first
 * refusal on it is tried again for so long, by chance one before the other.
 */
const UNTOLD_MS = 10_000;
const TRY_AGAIN_MS = 500;

type Held = Pick<RunningHome, "stop" | "ended">;

/** Starts a home, or finds the one that runs on the folder already, or starts there at the same time. */
export async function start(options: StartOptions, env: Environment): Promise<RunningHome> {
  const began = performance.now();
  const { held, already } = await foundOrStarted(options, env);
  return { stateDir: options.stateDir, already, seconds: (performance.now() - began) / 1_000, ...held };
}

async function foundOrStarted(
  options: StartOptions,
  env: Environment,
): Promise<{ readonly held: Held; readonly already: boolean }> {
  const { running } = layout(options.stateDir);
  for (let end: number | undefined; ; await pause(TRY_AGAIN_MS * Math.random())) {
    if ((await settled(running, options.signal)) !== undefined)
      return { held: elsewhere(options), already: true };
    // What a home starts outlives the shell that started it, and jobs get what the home has.
    closeInherited();
    try {
      const held = options.detach ? await detached(options, env) : await inProcess(options);
      return { held, already: false };
    } catch (error) {
      end ??= performance.now() + UNTOLD_MS;
      if (!isSlipwayError(error, "SLIP-STATE-001") || performance.now() > end) throw error;
    }
  }
}

async function inProcess(options: StartOptions): Promise<Held> {
  const { serve } = await import("../serve/serve.ts");
  return serve({
    stateDir: options.stateDir,
    newPorts: options.newPorts ?? false,
    awsCredentials: options.awsCredentials ?? false,
    allowRead: options.allowRead ?? [],
    ...defined({ cacheLimitBytes: options.cacheLimitBytes }),
  });
}

/** A home in another process: it can be asked to end; nobody here waits for it. */
function elsewhere(options: StartOptions): Held {
  return {
    ended: new Promise(() => {}),
    stop: async () => {
      const running = await readRunning(layout(options.stateDir).running);
      if (running !== undefined) await endProcess(running);
    },
  };
}

/** A process of its own, in its own session, with its words in the log folder; resolves once it is ready. */
async function detached(options: StartOptions, env: Environment): Promise<Held> {
  const at = layout(options.stateDir);
  const words = wordsOf(at);
  const child = spawn(
    process.execPath,
    [
      ...process.execArgv,
      ...[PROGRAMS.server, options.stateDir, flagsOf(options), ...(options.allowRead ?? [])],
    ],
    {
      detached: true,
      env: serverEnvironment(env, { aws: options.awsCredentials ?? false }),
      stdio: ["ignore", words, words, "ipc"],
    },
  );
  closeSync(words);
  try {
    await ready(child, { log: at.log, signal: options.signal });
  } finally {
    child.unref();
  }
  return elsewhere(options);
}

/** Where the server's last words go. */
function wordsOf(at: Layout): number {
  try {
    checkRights(at);
    mkdirSync(dirname(at.log), { recursive: true, mode: 0o700 });
    return openSync(`${at.log}.stderr`, "a", 0o600);
  } catch (error) {
    throw unusable(at.root, error);
  }
}

function flagsOf({ newPorts, awsCredentials, cacheLimitBytes }: StartOptions): string {
  return [
    ...(newPorts === true ? ["new-ports"] : []),
    ...(awsCredentials === true ? ["aws-credentials"] : []),
    ...(cacheLimitBytes === undefined ? [] : [`cache-limit=${cacheLimitBytes}`]),
  ].join();
}

function ready(
  child: ChildProcess,
  { log, signal }: { readonly log: string; readonly signal: AbortSignal | undefined },
): Promise<void> {
  let late: NodeJS.Timeout | undefined;
  // It ends in good order, which it tells by its end.
  const end = (): void => void child.kill("SIGTERM");
  if (signal?.aborted === true) end();
  signal?.addEventListener("abort", end, { once: true });
  const answered = new Promise<void>((resolve, reject) => {
    late = setTimeout(() => {
      child.kill("SIGKILL");
      reject(
        new SlipwayError(
          "SLIP-STATE-006",
          `the server was not ready within ${PATIENCE_MS / 1000} s and was ended; see ${log}`,
        ),
      );
    }, PATIENCE_MS);
    child.once("error", reject);
    child.once("exit", (code, signal) =>
      reject(
        new SlipwayError(
          "SLIP-STATE-006",
          `the server ended while starting (${signal ?? `exit code ${code}`}); see ${log}.stderr`,
        ),
      ),
    );
    child.once("message", (message: StartMessage) => {
      child.removeAllListeners("exit");
      if ("ready" in message) resolve();
      else reject(new SlipwayError(codeOf(message.error.code), message.error.message));
    });
  });
  return answered.finally(() => {
    clearTimeout(late);
    signal?.removeEventListener("abort", end);
  });
}

function codeOf(code: string): ErrorCode {
  return Object.hasOwn(CATALOGUE, code) ? (code as ErrorCode) : "SLIP-STATE-006";
}
