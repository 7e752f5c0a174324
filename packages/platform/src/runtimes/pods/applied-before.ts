import type { Deployment } from "@slipway/model/kubernetes/workloads.ts";
import { LRUCache } from "lru-cache";
import type { Clock } from "#lib/clock.ts";
import { contentDigest } from "#lib/content-digest.ts";

/** Nobody tells when a Service or a plan is taken away by hand; so long it may be away. */
const TRUSTED_MS = 5 * 60_000;
const MOST = 10_000;

/** What an endpoint's objects were the last time that they stood as wanted, so that they are not applied at each look. */
export class AppliedBefore {
  readonly #clock: Clock;
  readonly #stood = new LRUCache<string, { readonly mark: string; readonly until: number }>({ max: MOST });

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether the same was wanted a while ago and every Deployment stands as it was left then. */
  stands(endpoint: string, wanted: unknown, present: readonly Deployment[]): boolean {
    const last = this.#stood.get(endpoint);
    return last !== undefined && this.#now() < last.until && last.mark === markOf(wanted, present);
  }

  note(endpoint: string, wanted: unknown, present: readonly Deployment[]): void {
    this.#stood.set(endpoint, { mark: markOf(wanted, present), until: this.#now() + TRUSTED_MS });
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}

/** A Deployment's generation counts the changes of what is asked of it; its annotations are what routers read. */
function markOf(wanted: unknown, present: readonly Deployment[]): string {
  const left = present.map(({ metadata: { uid, generation, annotations, labels } }) => [
    uid,
    generation,
    annotations,
    labels,
  ]);
  return contentDigest({ wanted, left });
}
