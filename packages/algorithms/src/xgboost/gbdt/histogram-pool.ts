/** Histograms that are used again instead of collected; hands out no more than memory allows. */
export class HistogramPool {
  readonly #size: number;
  readonly #most: number;
  readonly #free: Float64Array[] = [];
  #out = 0;

  constructor(size: number, options: { readonly bytes: number }) {
    this.#size = size;
    this.#most = Math.max(4, Math.floor(options.bytes / (8 * Math.max(1, size))));
  }

  /** All zeros. */
  take(): Float64Array {
    this.#out++;
    return this.#free.pop()?.fill(0) ?? new Float64Array(this.#size);
  }

  give(histogram: Float64Array): void {
    this.#out--;
    this.#free.push(histogram);
  }

  /** Whether nodes that wait should rather be counted again than keep theirs. */
  get scarce(): boolean {
    return this.#out + 3 > this.#most;
  }
}
