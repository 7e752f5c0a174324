import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Steps that a program does after its last start before it is told to end. */
const LAST_STEPS = 5;

/**
 * Hears from the programs of jobs themselves, whatever their home knows: `from N` or `starts with GPUS` when one begins, `step N` when it
 * has done one, `ends`. What was done twice is seen here, even if nobody else remembers the first time.
 */
export class Witness {
  readonly #server: Server;
  readonly #told = new Map<string, string[]>();
  readonly #lives = new Map<string, number>();
  /** The job that has each GPU. */
  readonly #holders = new Map<string, string>();
  readonly #shared: string[] = [];

  constructor() {
    this.#server = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      const [job = "", ...words] = body.split(" ");
      this.#hear(job, words.join(" "));
      response.end(this.#mayEnd(job) ? "end" : "on");
    });
  }

  /** The address that programs tell it by. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** A program that does steps is to go on until it has begun so many times, and a few steps more. */
  letEnd(job: string, starts: number): void {
    this.#lives.set(job, starts);
  }

  /** What a job has told, in that order. */
  of(job: string): readonly string[] {
    return this.#told.get(job) ?? [];
  }

  starts(job: string): number {
    return this.of(job).filter(isStart).length;
  }

  /** Steps in the order in which they were done. */
  steps(job: string): readonly number[] {
    return this.of(job).flatMap((words) => (words.startsWith("step ") ? [Number(words.slice(5))] : []));
  }

  /** Sentences about GPUs that two jobs had at once. */
  get shared(): readonly string[] {
    return this.#shared;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #hear(job: string, words: string): void {
    this.#told.set(job, [...this.of(job), words]);
    const [, gpus] = /^starts with ([\d,]+)$/.exec(words) ?? [];
    for (const gpu of gpus?.split(",") ?? []) {
      const holder = this.#holders.get(gpu);
      if (holder !== undefined) this.#shared.push(`${job} was given the GPU ${gpu}, which ${holder} had`);
      this.#holders.set(gpu, job);
    }
    if (words === "ends")
      for (const [gpu, holder] of this.#holders) if (holder === job) this.#holders.delete(gpu);
  }

  #mayEnd(job: string): boolean {
    const told = this.of(job);
    const last = told.findLastIndex(isStart);
    return this.starts(job) >= (this.#lives.get(job) ?? 0) && told.length - last > LAST_STEPS;
  }
}

const isStart = (words: string): boolean => words.startsWith("from ") || words.startsWith("starts ");
