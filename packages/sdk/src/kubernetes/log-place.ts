import { rfc3339 } from "@slipway/model";
import { KEPT_PIECE } from "@slipway/model/kubernetes/kept-logs.ts";

/** A line with its time in RFC 3339. */
interface Timed {
  readonly time: string;
  readonly text: string;
}

interface Counts {
  lines: number;
  /** Lines as the ledger keeps them. */
  pieces: number;
}

const SECOND_MS = 1_000;
/** Lines of stdout and stderr are not strictly in the order of their times. */
const DISORDER_MS = SECOND_MS;

/**
 * How far a log was read, so that another reading of it, from a server or from the ledger, goes on after the same line. Readings
 * start at whole seconds and agree on which lines were written since one, so as many are passed over as were read since then.
 */
export class LogPlace {
  readonly #whole: boolean;
  readonly #seconds = new Map<number, Counts>();
  #first: number | undefined;
  #latest: number | undefined;
  /** Lines with the latest time in a row. */
  #same: Counts = { lines: 0, pieces: 0 };

  /** `whole` unless the reading leaves out lines at its beginning. */
  constructor(parts: { readonly whole: boolean }) {
    this.#whole = parts.whole;
  }

  saw({ time, text }: Timed): void {
    const at = Date.parse(time);
    // What carries no time is not the program's, but the server's word on why there is no log.
    if (Number.isNaN(at)) return;
    const pieces = Math.max(1, Math.ceil(text.length / KEPT_PIECE));
    const second = secondOf(at);
    this.#first ??= second;
    const counts = this.#seconds.get(second) ?? { lines: 0, pieces: 0 };
    this.#seconds.set(second, { lines: counts.lines + 1, pieces: counts.pieces + pieces });
    if (at === this.#latest) this.#same = { lines: this.#same.lines + 1, pieces: this.#same.pieces + pieces };
    else this.#same = { lines: 1, pieces };
    this.#latest = at;
    for (const old of this.#seconds.keys()) if (old < second - 4 * SECOND_MS) this.#seconds.delete(old);
  }

  /** Where to read on, and which of the lines read there are news; undefined while nothing was read. */
  resume(counted: keyof Counts): { readonly sinceTime: string; isNew(line: Timed): boolean } | undefined {
    if (this.#latest === undefined || this.#first === undefined) return undefined;
    const since = secondOf(Math.max(...this.#seconds.keys()) - DISORDER_MS);
    // A reading that began in the middle of these seconds cannot count them; the time of its last line has to do.
    if (!this.#whole && this.#first >= since) return this.#byTime(this.#latest, this.#same[counted]);
    let left = [...this.#seconds].reduce((sum, [at, counts]) => sum + (at >= since ? counts[counted] : 0), 0);
    return {
      sinceTime: rfc3339(new Date(since)),
      isNew: ({ time }) => Number.isNaN(Date.parse(time)) || left-- <= 0,
    };
  }

  #byTime(latest: number, same: number) {
    let left = same;
    return {
      sinceTime: rfc3339(new Date(secondOf(latest))),
      isNew: ({ time }: Timed) => {
        const at = Date.parse(time);
        return !(at < latest) && !(at === latest && left-- > 0);
      },
    };
  }
}

const secondOf = (at: number): number => Math.floor(at / SECOND_MS) * SECOND_MS;
