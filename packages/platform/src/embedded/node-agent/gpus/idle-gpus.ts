/** After so long without use somebody is told. */
export const IDLE_MS = 10 * 60_000;

/**
 * Since when GPUs of one pod do nothing, and what is to be said of it: anew after each time twice as long, so that a week of it is told
 * ten times. Pure but for what it remembers.
 */
export class IdleGpus {
  readonly #idleMs: number;
  #since: number | undefined;
  #told = 0;

  constructor(idleMs = IDLE_MS) {
    this.#idleMs = idleMs;
  }

  /** A sentence when there is something new to say. */
  seen(at: { readonly now: number; readonly busy: number; readonly count: number }): string | undefined {
    if (at.busy > 0) {
      [this.#since, this.#told] = [undefined, 0];
      return undefined;
    }
    this.#since ??= at.now;
    const idle = at.now - this.#since;
    if (idle < Math.max(this.#idleMs, 2 * this.#told)) return undefined;
    this.#told = idle;
    const minutes = Math.floor(idle / 60_000);
    const whose = at.count === 1 ? "its GPU has" : `its ${at.count} GPUs have`;
    return `${whose} been idle for ${minutes} minute${minutes === 1 ? "" : "s"}`;
  }
}
