import { Worker } from "node:worker_threads";
import { SlipwayError } from "@slipway/model";
import type { Slice, SliceRead, WorkerData } from "./messages.ts";
import { Progress } from "./progress.ts";

/** What the thread had in hand when it was ended: a definition on a line, or, with line -1, its compilation. */
interface Suspect {
  readonly line: number;
  readonly definition: number;
  readonly for: "time" | "memory";
}

export type Outcome = { readonly answer: SliceRead } | Suspect;

const TICK_MS = 25;
/** Loading the program of the thread, on a machine that has much else to do. */
const START_MS = 30_000;
const RESOURCES = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 };

interface Running {
  readonly worker: Worker;
  readonly progress: Progress;
}

/**
 * One thread that is started when it is needed and ended when it stands still for `stallMs` or wants too much memory. It
 * does one thing at a time: ask again after the answer.
 */
export class MetricThread {
  readonly #workerUrl: URL;
  readonly #stallMs: number;
  #running: Running | undefined;

  constructor(options: { readonly workerUrl: URL; readonly stallMs: number }) {
    this.#workerUrl = options.workerUrl;
    this.#stallMs = options.stallMs;
  }

  async ask(slice: Slice): Promise<Outcome> {
    this.#running ??= this.#start();
    let answered = false;
    try {
      const outcome = await this.#answerOf(this.#running, slice);
      answered = "answer" in outcome;
      return outcome;
    } finally {
      if (!answered) await this.end();
    }
  }

  async end(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.worker.terminate();
  }

  #start(): Running {
    const progress = new Progress();
    const worker = new Worker(this.#workerUrl, {
      name: "slipway-metrics",
      workerData: { progress: progress.buffer } satisfies WorkerData,
      resourceLimits: RESOURCES,
    });
    worker.unref();
    // One that ends in between is missed at the next question.
    worker.on("error", () => {});
    worker.on("exit", () => {
      if (this.#running?.worker === worker) this.#running = undefined;
    });
    return { worker, progress };
  }

  #answerOf({ worker, progress }: Running, slice: Slice): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearInterval(watch);
        worker.off("message", answered).off("error", failed).off("exit", ended);
        act();
      };
      const suspect = (why: "time" | "memory") => settle(() => resolve({ ...progress.at, for: why }));
      const answered = (answer: SliceRead) => settle(() => resolve({ answer }));
      const failed = (error: NodeJS.ErrnoException) =>
        error.code === "ERR_WORKER_OUT_OF_MEMORY" && progress.steps > 0
          ? suspect("memory")
          : settle(() => reject(threadFailed(error)));
      const ended = () => settle(() => reject(threadFailed(undefined)));
      const watch = whenStill(progress, this.#stallMs, () =>
        progress.steps > 0 ? suspect("time") : failed(new Error("it does not start")),
      );
      worker.on("message", answered).on("error", failed).on("exit", ended);
      worker.postMessage(slice);
    });
  }
}

/** Counts looks, not time: a main thread or machine that stood still itself takes nothing for a stall. */
function whenStill(progress: Progress, stallMs: number, act: () => void): NodeJS.Timeout {
  let seen = progress.steps;
  let looks = 0;
  return setInterval(() => {
    const { steps } = progress;
    looks = steps === seen ? looks + 1 : 0;
    seen = steps;
    if (looks * TICK_MS >= (steps === 0 ? START_MS : stallMs)) act();
  }, TICK_MS);
}

function threadFailed(why: unknown): SlipwayError {
  const words = why instanceof Error ? why.message : "it ended without a word";
  return new SlipwayError("SLIP-RUN-008", `the thread that reads metrics failed: ${words}`, { cause: why });
}
