import { isConflict, isNotFound } from "@slipway/model";
import { type TrainingJob, trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { LRUCache } from "lru-cache";
import type { Clock } from "#lib/clock.ts";
import type { Store } from "#store/store.ts";
import type { AccessKey } from "../../access-keys.ts";

/** A right that was there is believed for so long: at many measurements a second the store is asked once. */
const BELIEVED_MS = 10_000;
const MOST = 10_000;

/** Who may change training jobs of a namespace may put metrics there. */
export class PutRights {
  readonly #store: Store;
  readonly #believed: LRUCache<string, true>;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#believed = new LRUCache({
      max: MOST,
      ttl: BELIEVED_MS,
      ttlResolution: 0,
      perf: { now: () => clock.now().getTime() },
    });
  }

  /** Throws Forbidden when the key's caller may not, and what the store throws when it cannot tell. */
  async check({ accessKeyId, namespace, caller }: AccessKey): Promise<void> {
    const entry = JSON.stringify([accessKeyId, namespace, caller]);
    if (this.#believed.get(entry) === true) return;
    const nothing = {
      ...NOTHING,
      metadata: { name: NOTHING.metadata.name, namespace, resourceVersion: "1" },
    };
    try {
      await this.#store.as(caller).replace(trainingJobKind, nothing, "object");
    } catch (error) {
      if (!isNotFound(error) && !isConflict(error)) throw error;
    }
    this.#believed.set(entry, true);
  }
}

/** What cannot be there: rights are looked at before that is found out, and nothing is ever written. */
const NOTHING = {
  apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
  kind: "TrainingJob",
  metadata: { name: "slipway-asks-for-rights" },
  spec: {},
} as unknown as TrainingJob;
