interface Starting {
  /** Seconds since the replay began at which it is ready. */
  readonly readyAt: number;
  count: number;
}

/** Copies that are ready and copies that start. */
export class Copies {
  readonly #startupSeconds: number;
  readonly #starting: Starting[] = [];
  #desired: number;
  #ready: number;

  /** The first ones are ready from the start. */
  constructor(count: number, startupSeconds: number) {
    this.#startupSeconds = startupSeconds;
    [this.#desired, this.#ready] = [count, count];
  }

  /** Those that start among them: what is paid for. */
  get desired(): number {
    return this.#desired;
  }

  get ready(): number {
    return this.#ready;
  }

  tick(now: number): void {
    while ((this.#starting[0]?.readyAt ?? Number.POSITIVE_INFINITY) <= now)
      this.#ready += this.#starting.shift()?.count ?? 0;
  }

  /** Of those that go, the ones that are not ready yet go first. */
  scaleTo(desired: number, now: number): void {
    const more = desired - this.#desired;
    this.#desired = desired;
    if (more > 0) this.#starting.push({ readyAt: now + this.#startupSeconds, count: more });
    this.#drop(-more);
    this.tick(now);
  }

  #drop(count: number): void {
    let left = count;
    while (left > 0) {
      const youngest = this.#starting.at(-1);
      if (youngest === undefined) break;
      const gone = Math.min(left, youngest.count);
      youngest.count -= gone;
      left -= gone;
      if (youngest.count === 0) this.#starting.pop();
    }
    if (left > 0) this.#ready -= left;
  }
}
