import { isConflict, isNotFound } from "@slipway/model";
import { type TrainingJob, trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import type { Clock } from "#lib/clock.ts";
import type { Store } from "#store/store.ts";
import type { AccessKey } from "../../access-keys.ts";
import { BelievedRights } from "../believed-rights.ts";

/** Who may change training jobs of a namespace may put metrics there. */
export class PutRights {
  readonly #store: Store;
  readonly #believed: BelievedRights;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#believed = new BelievedRights(clock);
  }

  /** Throws Forbidden when the key's caller may not, and what the store throws when it cannot tell. */
  check(key: AccessKey): Promise<void> {
    return this.#believed.check(key, "metrics", () => this.#ask(key));
  }

  async #ask({ namespace, caller }: AccessKey): Promise<void> {
    const metadata = { ...NOTHING.metadata, namespace, resourceVersion: "1" };
    try {
      await this.#store.as(caller).replace(trainingJobKind, { ...NOTHING, metadata }, "object");
    } catch (error) {
      if (!isNotFound(error) && !isConflict(error)) throw error;
    }
  }
}

/** What cannot be there: rights are looked at before that is found out, and nothing is ever written. */
const NOTHING = {
  apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
  kind: "TrainingJob",
  metadata: { name: "slipway-asks-for-rights" },
  spec: {},
} as unknown as TrainingJob;
