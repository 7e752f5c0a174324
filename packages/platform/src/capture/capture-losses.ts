import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { wordsOf } from "#lib/words-of.ts";
import type { RecordOf, SpoolLoss } from "./spool.ts";

export interface CaptureLoss {
  readonly why: SpoolLoss | "too long";
  readonly records: number;
  readonly error?: unknown;
}

const TELL_EVERY_MS = 60_000;

/** Counts records that were to be written and are not, and says so in the log, once a minute for each variant. */
export class CaptureLosses {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #counts = new Map<string, Record<string, string | number>>();
  #cancel: (() => void) | undefined;

  constructor({ clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#clock = clock;
    this.#log = log;
  }

  add({ namespace, endpoint, variant }: RecordOf, { why, records, error }: CaptureLoss): void {
    const key = `${namespace}/${endpoint}/${variant}`;
    const counts = this.#counts.get(key) ?? { namespace, endpoint, variant };
    this.#counts.set(key, counts);
    counts[why] = Number(counts[why] ?? 0) + records;
    if (error !== undefined) counts["error"] = wordsOf(error);
    this.#cancel ??= this.#clock.after(TELL_EVERY_MS, () => this.tell());
  }

  tell(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    for (const counts of this.#counts.values())
      this.#log.warn("invocations were not captured: no room, or too long", counts);
    this.#counts.clear();
  }
}
