import type { Signal } from "../signal.ts";

/** Of what a period is known when it is over. */
export interface Period {
  readonly arrivals: number;
  /** Seconds that those answered in it took all in all, on average; null where none was. */
  readonly responseSeconds: number | null;
  readonly waiting: number;
  readonly inFlight: number;
  /** Copies at its end, those that start among them. */
  readonly copies: number;
}

/** More periods than any policy looks at. */
const KEPT = 1_000;

/** The signals of a replay by name: those of an endpoint's variant and of a queue. Of pods there is nothing. */
const SIGNALS: Readonly<Record<string, (period: Period) => number | null>> = {
  Invocations: ({ arrivals }) => arrivals,
  InvocationsPerInstance: ({ arrivals, copies }) => (copies === 0 ? null : arrivals / copies),
  ConcurrentRequests: ({ waiting, inFlight }) => waiting + inFlight,
  ConcurrentRequestsPerInstance: ({ waiting, inFlight, copies }) =>
    copies === 0 ? null : (waiting + inFlight) / copies,
  ResponseTime: ({ responseSeconds }) => responseSeconds,
  Waiting: ({ waiting }) => waiting,
  InFlight: ({ inFlight }) => inFlight,
};

export const REPLAYED_SIGNALS: readonly string[] = Object.keys(SIGNALS);

/** What was measured so far. */
export class Measured {
  readonly signals: Readonly<Record<string, Signal>>;
  readonly #values: ReadonlyMap<string, (number | null)[]>;

  constructor(periodSeconds: number) {
    this.#values = new Map(REPLAYED_SIGNALS.map((name) => [name, []]));
    this.signals = Object.fromEntries(
      [...this.#values].map(([name, values]) => [name, { periodSeconds, values }]),
    );
  }

  add(period: Period): void {
    for (const [name, values] of this.#values) {
      values.push(SIGNALS[name]?.(period) ?? null);
      if (values.length > 2 * KEPT) values.splice(0, KEPT);
    }
  }
}
