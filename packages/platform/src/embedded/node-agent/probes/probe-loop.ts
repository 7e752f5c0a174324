import type { Clock } from "#lib/clock.ts";
import type { Finding, Probe } from "./check.ts";

/** Before the first success we look at least this often, so that a program is ready when it is, not a period later. */
const EAGER_MS = 500;

/**
 * Looks again and again as the probe's periods and thresholds say, and tells when the verdict turns. Failures count once
 * a period, however often was looked.
 */
export class ProbeLoop {
  readonly #probe: Probe;
  readonly #clock: Clock;
  readonly #look: () => Promise<Finding>;
  readonly #verdict: (ok: boolean, message: string) => void;
  #successes = 0;
  #failures = 0;
  #everGood: boolean;
  #lastFailureAt = Number.NEGATIVE_INFINITY;
  #stopped = false;
  #cancel: () => void = () => {};

  constructor(options: {
    readonly probe: Probe;
    readonly clock: Clock;
    look(): Promise<Finding>;
    /** Called with each verdict that counts: enough successes or enough failures in a row. */
    verdict(ok: boolean, message: string): void;
    /** A program that was good before we were started is looked at in its own time. */
    readonly eager: boolean;
  }) {
    this.#probe = options.probe;
    this.#clock = options.clock;
    this.#look = options.look;
    this.#verdict = options.verdict;
    this.#everGood = !options.eager;
    this.#next((this.#probe.initialDelaySeconds ?? 0) * 1000);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #next(ms: number): void {
    this.#cancel = this.#clock.after(ms, () => void this.#once());
  }

  async #once(): Promise<void> {
    const finding = await this.#look();
    if (this.#stopped) return;
    if (finding.ok) this.#good();
    else this.#bad(finding.message);
    this.#next(this.#everGood ? this.#periodMs : Math.min(EAGER_MS, this.#periodMs));
  }

  #good(): void {
    this.#failures = 0;
    this.#successes += 1;
    this.#everGood = true;
    if (this.#successes >= (this.#probe.successThreshold ?? 1)) this.#verdict(true, "");
  }

  #bad(message: string): void {
    this.#successes = 0;
    const now = this.#clock.now().getTime();
    if (now - this.#lastFailureAt < this.#periodMs * 0.9) return;
    this.#lastFailureAt = now;
    this.#failures += 1;
    if (this.#failures >= (this.#probe.failureThreshold ?? 3)) this.#verdict(false, message);
  }

  get #periodMs(): number {
    return (this.#probe.periodSeconds ?? 10) * 1000;
  }
}
