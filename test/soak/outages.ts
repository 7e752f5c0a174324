/** When nobody can be expected to answer: from before a kill until a little after the server says that it is ready. */
export class Outages {
  /** Of the time after `ready` in which a client may still meet the old world, in ms. */
  readonly #graceMs: number;
  readonly #windows: { readonly from: number; to: number }[] = [];

  constructor(graceMs: number) {
    this.#graceMs = graceMs;
  }

  begin(): void {
    this.#windows.push({ from: Date.now(), to: Number.POSITIVE_INFINITY });
  }

  end(): void {
    const last = this.#windows.at(-1);
    if (last !== undefined) last.to = Date.now() + this.#graceMs;
  }

  /** Whether something that went on from then until now may have met an outage. */
  excuse(from: number): boolean {
    return this.#windows.some((window) => window.from <= Date.now() && window.to >= from);
  }

  get count(): number {
    return this.#windows.length;
  }
}
