import { type ChildProcess, fork } from "node:child_process";
import { writeFileSync } from "node:fs";
import { setPriority } from "node:os";
import type { KeptFiles } from "#artifacts/kept-files.ts";
import { failureOf } from "./failure.ts";
import type { ToHelper, ToServer } from "./messages.ts";
import type { MoveOrder } from "./mover.ts";
import { ServedArtifacts } from "./served-artifacts.ts";

/** As pods that run to an end: who answers people comes first. */
const BACKGROUND_PRIORITY = 5;
/** When memory is short this goes before the server. */
const OOM_SCORE = "800";

export interface HelperOptions {
  /** The file of `helper.ts`, as it is or bundled. */
  readonly program: string;
  readonly artifacts: KeptFiles;
}

/** One process that moves data, for as many orders as it is given. It ends with the server, however that ends. */
export class HelperProcess {
  readonly #child: ChildProcess;
  readonly #served: ServedArtifacts;
  readonly #moves = new Map<number, (code: number | "died") => void>();
  /** Resolves when it has ended and nothing is held for it any more. */
  readonly ended: Promise<void>;
  #last = 0;

  constructor({ program, artifacts }: HelperOptions) {
    this.#served = new ServedArtifacts(artifacts);
    this.#child = fork(program, [], {
      // In a session of its own: what a terminal sends is for the server, which ends it in its turn.
      detached: true,
      env: { PATH: process.env["PATH"], UV_THREADPOOL_SIZE: "8" },
      execArgv: [],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.#child.on("message", (message: ToServer) => void this.#take(message));
    this.#child.on("spawn", () => yieldToOthers(this.#child.pid));
    this.ended = new Promise((resolve) => {
      const end = (): void => {
        for (const settle of this.#moves.values()) settle("died");
        this.#moves.clear();
        void this.#served.close().then(resolve);
      };
      this.#child.once("exit", end);
      this.#child.once("error", end);
    });
  }

  get size(): number {
    return this.#moves.size;
  }

  get isAlive(): boolean {
    return this.#child.connected && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** "died": the process ended first. */
  move(order: MoveOrder): { readonly id: number; readonly moved: Promise<number | "died"> } {
    const id = ++this.#last;
    const moved = new Promise<number | "died">((resolve) => this.#moves.set(id, resolve));
    this.#send({ type: "move", id, order });
    return { id, moved };
  }

  cancel(id: number): void {
    this.#send({ type: "cancel", id });
  }

  /** Lets go of a process that has nothing to do; one that has is killed. */
  end(): void {
    if (this.size > 0 || !this.#child.connected) this.#child.kill("SIGKILL");
    else this.#child.disconnect();
  }

  async #take(message: ToServer): Promise<void> {
    if (message.type === "moved") {
      this.#moves.get(message.id)?.(message.code);
      this.#moves.delete(message.id);
      return;
    }
    const { call, name, args } = message;
    try {
      this.#send({ type: "answer", call, value: await this.#served.answer(name, args) });
    } catch (error) {
      this.#send({ type: "answer", call, failure: failureOf(error) });
    }
  }

  /** What cannot be sent was for a process that is ending. */
  #send(message: ToHelper): void {
    if (this.#child.connected) this.#child.send(message, () => {});
  }
}

function yieldToOthers(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, BACKGROUND_PRIORITY);
    writeFileSync(`/proc/${pid}/oom_score_adj`, OOM_SCORE);
  } catch {
    // It has ended, or there is no such file.
  }
}
