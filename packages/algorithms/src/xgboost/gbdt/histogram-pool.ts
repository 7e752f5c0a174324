/** Histograms that are used again instead of collected; hands out no more than memory allows. */
export class HistogramPool {
  readonly #size: number;
  readonly #most: number;
  readonly #free: Float64Array[] = [];
  #out = 0;

  /** For `bins` bins of two numbers each. */
  constructor(bins: number, options: { readonly bytes: number }) {
    this.#size = 2 * bins;
    this.#most = Math.max(4, Math.floor(options.bytes / (16 * Math.max(1, bins))));
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
