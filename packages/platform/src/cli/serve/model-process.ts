import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { anyPort } from "#lib/http/any-port.ts";

const PING_EVERY_MS = 100;

/** A model's server as a process of this machine, with its output in ours. */
export class ModelProcess {
  readonly port: number;
  readonly #child: ChildProcess;
  /** With its exit code, when it has ended. */
  readonly ended: Promise<number>;

  private constructor(port: number, child: ChildProcess) {
    this.port = port;
    this.#child = child;
    this.ended = once(child, "close").then(([code]) => (code as number | null) ?? 1);
  }

  static async start(
    program: readonly string[],
    env: Readonly<Record<string, string | undefined>>,
  ): Promise<ModelProcess> {
    const port = await anyPort();
    const [command = "", ...args] = program;
    const child = spawn(command, args, {
      env: { ...env, SAGEMAKER_BIND_TO_PORT: String(port) },
      // What it says is no answer of ours.
      stdio: ["ignore", process.stderr, process.stderr],
    });
    return new ModelProcess(port, child);
  }

  /** Whether it answers `/ping` with 200 before it ends. */
  async isReady(signal: AbortSignal): Promise<boolean> {
    let isOver = false;
    void this.ended.then(() => {
      isOver = true;
    });
    while (!isOver && !signal.aborted) {
      if (await this.#answers()) return true;
      await sleep(PING_EVERY_MS);
    }
    return false;
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.ended;
  }

  #answers(): Promise<boolean> {
    return fetch(`http://127.0.0.1:${this.port}/ping`).then(
      ({ status }) => status === 200,
      () => false,
    );
  }
}
