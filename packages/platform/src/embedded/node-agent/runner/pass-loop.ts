import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";

/** Lets what happens together be one pass. */
const GATHER_MS = 5;
const BACKOFF = { baseMs: 200, capMs: 30_000 } as const;

/** Runs one pass at a time: when woken, when a pass asked to look again, and after a failure with growing pauses. */
export class PassLoop {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #pass: () => Promise<number>;
  #cancel: () => void = () => {};
  #dueAt = Number.POSITIVE_INFINITY;
  #running: Promise<void> | undefined;
  #stopped = false;
  #failures = 0;

  constructor(options: {
    readonly clock: Clock;
    readonly log: Log;
    /** Returns in how many milliseconds to look again; Infinity for not before it is woken. */
    pass(): Promise<number>;
  }) {
    this.#clock = options.clock;
    this.#log = options.log;
    this.#pass = options.pass;
  }

  wake(): void {
    this.#lookIn(GATHER_MS);
  }

  /** Resolves when the pass in hand has ended; none follows. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#running;
  }

  #lookIn(ms: number): void {
    const at = this.#clock.now().getTime() + ms;
    if (this.#stopped || !Number.isFinite(ms) || at >= this.#dueAt) return;
    this.#cancel();
    this.#dueAt = at;
    if (this.#running === undefined) this.#cancel = this.#clock.after(ms, () => this.#begin());
  }

  #begin(): void {
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.#running = this.#once().then((againMs) => {
      this.#running = undefined;
      const due = this.#dueAt - this.#clock.now().getTime();
      this.#dueAt = Number.POSITIVE_INFINITY;
      this.#lookIn(Math.max(0, Math.min(due, againMs)));
    });
  }

  async #once(): Promise<number> {
    try {
      const againMs = await this.#pass();
      this.#failures = 0;
      return againMs;
    } catch (error) {
      this.#failures += 1;
      this.#log.warn("a pass failed; trying again", { error: String(error) });
      return Math.min(BACKOFF.capMs, BACKOFF.baseMs * 2 ** Math.min(this.#failures, 10));
    }
  }
}
