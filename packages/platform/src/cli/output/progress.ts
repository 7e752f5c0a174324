import { humanDuration } from "#lib/human-duration.ts";
import { bytesText } from "./bytes.ts";

/** The rate is that of the last seconds, so that a pause or a faster network shows. */
const WINDOW_MS = 5_000;
const SAMPLE_MS = 200;

/** How far something has come whose size is known: bytes, rate, and the time that is left at this rate. */
export class Progress {
  readonly #label: string;
  readonly #total: number;
  readonly #now: () => number;
  readonly #samples: { readonly at: number; readonly bytes: number }[] = [];
  #bytes = 0;

  constructor(of: { readonly label: string; readonly total: number; readonly now?: () => number }) {
    this.#label = of.label;
    this.#total = of.total;
    this.#now = of.now ?? Date.now;
    this.#samples.push({ at: this.#now(), bytes: 0 });
  }

  get bytes(): number {
    return this.#bytes;
  }

  reach(bytes: number): void {
    this.#bytes = bytes;
    const at = this.#now();
    if (at - (this.#samples.at(-1)?.at ?? 0) < SAMPLE_MS) return;
    this.#samples.push({ at, bytes });
    while (this.#samples.length > 2 && at - (this.#samples[0]?.at ?? at) > WINDOW_MS) this.#samples.shift();
  }

  add(bytes: number): void {
    this.reach(this.#bytes + bytes);
  }

  /** One line; without a rate before there is one. */
  toString(): string {
    const of = `${bytesText(this.#bytes)} of ${bytesText(this.#total)}`;
    const rate = this.#bytesPerSecond();
    if (rate === undefined) return `${this.#label}  ${of}`;
    const left = humanDuration((1_000 * Math.max(0, this.#total - this.#bytes)) / rate);
    return `${this.#label}  ${of}  ${bytesText(rate)}/s  ${left} left`;
  }

  #bytesPerSecond(): number | undefined {
    const [first] = this.#samples;
    const ms = this.#now() - (first?.at ?? 0);
    const moved = this.#bytes - (first?.bytes ?? 0);
    return ms < SAMPLE_MS || moved <= 0 ? undefined : (moved * 1_000) / ms;
  }
}
