import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { SlipwayError } from "@slipway/model";
import type { Log } from "#lib/log.ts";
import type { Engine } from "../operations.ts";
import { closedLedger } from "./local-engine.ts";
import { type Answer, type Request, revived, type WorkerData } from "./messages.ts";

interface Pending {
  readonly request: Request;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** How many threads have died with it in hand. */
  deaths: number;
}

type Ask = Request extends infer R ? (R extends Request ? Omit<R, "id"> : never) : never;

/** Operations repeat without harm, so one that a dying thread took with it is asked for once more. */
const MAX_DEATHS = 2;
const END_MS = 5_000;

/**
 * Carries operations out on a thread of their own. A thread that dies is replaced; nobody notices but by waiting,
 * unless the same operation kills two.
 */
export class WorkerEngine implements Engine {
  readonly #options: { readonly path: string; readonly log: Log; readonly workerUrl: URL };
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #nextId = 1;
  #closing: Promise<void> | undefined;

  constructor(options: { readonly path: string; readonly log: Log; readonly workerUrl: URL }) {
    this.#options = options;
  }

  /** Resolves once the file is open; rejects with the reason when it cannot be. */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#worker = this.#start({ resolve, reject });
    });
  }

  readonly call = ((name, ...args) => {
    if (this.#closing !== undefined) return Promise.reject(closedLedger());
    return this.#ask({ name, args });
  }) as Engine["call"];

  close(): Promise<void> {
    this.#closing ??= this.#ask({ name: "close" }).then(
      () => this.#end(),
      () => this.#end(),
    );
    return this.#closing;
  }

  /** A thread that has closed its file ends by itself; one is cut off only when it does not. */
  async #end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    if (worker === undefined || worker.threadId < 0) return;
    const late = setTimeout(() => void worker.terminate(), END_MS);
    await once(worker, "exit");
    clearTimeout(late);
  }

  #ask(what: Ask): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const request: Request = { ...what, id: this.#nextId++ };
      this.#pending.set(request.id, { request, resolve, reject, deaths: 0 });
      this.#worker ??= this.#start();
      this.#worker.ref();
      this.#worker.postMessage(request);
    });
  }

  #start(opening?: { resolve: () => void; reject: (error: unknown) => void }): Worker {
    const { path, workerUrl } = this.#options;
    const worker = new Worker(workerUrl, {
      name: "slipway-ledger",
      workerData: { path } satisfies WorkerData,
    });
    let last: unknown;
    worker.on("message", (answer: Answer) => {
      if (answer.id !== 0) return this.#settle(answer);
      if (!("error" in answer)) return opening?.resolve();
      last = revived(answer.error);
      opening?.reject(last);
    });
    worker.on("error", (error) => {
      last ??= error;
    });
    worker.on("exit", () => {
      opening?.reject(last);
      this.#ended(worker, last);
    });
    return worker;
  }

  #settle(answer: Answer): void {
    const pending = this.#pending.get(answer.id);
    if (pending === undefined) return;
    this.#pending.delete(answer.id);
    if (this.#pending.size === 0) this.#worker?.unref();
    if ("error" in answer) pending.reject(revived(answer.error));
    else pending.resolve(answer.value);
  }

  /** Hands what the dead thread had in hand to a new one, in the same order. */
  #ended(worker: Worker, why: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    if (this.#pending.size === 0) return;
    this.#options.log.error("the ledger's thread ended and is started again", { error: String(why) });
    for (const [id, pending] of this.#pending) {
      pending.deaths += 1;
      if (pending.deaths < MAX_DEATHS && !(why instanceof SlipwayError)) continue;
      this.#pending.delete(id);
      pending.reject(why instanceof SlipwayError ? why : threadEnded(why));
    }
    if (this.#pending.size === 0) return;
    this.#worker = this.#start();
    for (const { request } of this.#pending.values()) this.#worker.postMessage(request);
  }
}

function threadEnded(why: unknown): SlipwayError {
  const words = why instanceof Error ? why.message : "it stopped without a word";
  return new SlipwayError("SLIP-LEDGER-005", `the ledger's thread ended: ${words}`, { cause: why });
}
