import { type EnvironmentProgress, parseEnvironmentText } from "@slipway/model/environment-progress.ts";
import { humanDuration } from "#lib/human-duration.ts";

/** Whoever installs says how far it is every few seconds. */
const WINDOW_MS = 20_000;

/**
 * An environment that is built as a person follows it, by the messages of its job: how far it is, how fast it comes, and how long the
 * rest takes at this rate.
 */
export class EnvironmentLine {
  readonly #now: () => number;
  readonly #samples: { readonly at: number; readonly bytes: number }[] = [];
  #last: EnvironmentProgress | undefined;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** The next message of the job; of another matter it begins anew. */
  take(message: string): void {
    this.#last = parseEnvironmentText(message);
    const { bytes } = this.#last ?? {};
    if (bytes === undefined || bytes < (this.#samples.at(-1)?.bytes ?? 0)) this.#samples.length = 0;
    if (bytes !== undefined) this.#samples.push({ at: this.#now(), bytes });
  }

  /** What matters first: a narrow terminal cuts the rest. Undefined while nothing of it is told. */
  draw(): string | undefined {
    if (this.#last === undefined) return undefined;
    const { packages, ofPackages, bytes, ofBytes = bytes } = this.#last;
    const counted = `${ofPackages === undefined ? packages : `${packages} of ${ofPackages}`} packages`;
    if (bytes === undefined || ofBytes === undefined) return counted;
    if (bytes >= ofBytes) return `${counted}, ${megabytes(bytes)} MB`;
    const rate = this.#rate();
    const left =
      rate === undefined
        ? ""
        : `  ${megabytes(rate)} MB/s  ${humanDuration(this.#leftMs(ofBytes - bytes, rate))} left`;
    return `${megabytes(bytes)} of ${megabytes(ofBytes)} MB${left}  ${counted}`;
  }

  #rate(): number | undefined {
    const now = this.#now();
    while (this.#samples.length > 2 && now - (this.#samples[0]?.at ?? now) > WINDOW_MS) this.#samples.shift();
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (first === undefined || last === undefined || last.bytes <= first.bytes || last.at <= first.at)
      return undefined;
    return ((last.bytes - first.bytes) * 1_000) / (last.at - first.at);
  }

  /** From now on, though the last message is older. */
  #leftMs(bytes: number, rate: number): number {
    return Math.max(0, (1_000 * bytes) / rate - (this.#now() - (this.#samples.at(-1)?.at ?? this.#now())));
  }
}

/** In the unit that installers and the log have. */
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
