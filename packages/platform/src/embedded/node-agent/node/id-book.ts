import { fnv1a, SlipwayError } from "@slipway/model";
import type { IdRange, IdSpace } from "../sandbox/users.ts";

/** Which pod has which users of this machine: others for each pod, the same over restarts. */
export class IdBook {
  readonly #space: IdSpace | undefined;
  readonly #taken = new Map<number, string>();
  readonly #byPod = new Map<string, IdRange | undefined>();

  /** Without a space all pods have the user of the home. */
  constructor(space: IdSpace | undefined) {
    this.#space = space;
  }

  /** What the pod has; undefined when it runs as the home's user. */
  of(uid: string): IdRange | undefined {
    return this.#byPod.get(uid);
  }

  /** What a pod of an earlier life has: its files belong to them, or to the home's user. */
  claim(uid: string, ids: IdRange | undefined): void {
    this.#byPod.set(uid, ids);
    if (ids !== undefined) this.#taken.set(ids.first, uid);
  }

  /** Gives the pod users that no other pod has. Throws SLIP-NODE-006 when none are left. */
  take(uid: string): void {
    if (this.#byPod.has(uid)) return;
    this.claim(uid, this.#space === undefined ? undefined : this.#free(uid, this.#space));
  }

  release(uid: string): void {
    const ids = this.#byPod.get(uid);
    this.#byPod.delete(uid);
    if (ids !== undefined) this.#taken.delete(ids.first);
  }

  /** Begins somewhere else for each pod, so that two homes on one machine hardly ever meet. */
  #free(uid: string, { first, each, pods }: IdSpace): IdRange {
    const start = Number.parseInt(fnv1a(uid), 36) % pods;
    for (let step = 0; step < pods; step++) {
      const candidate = first + ((start + step) % pods) * each;
      if (!this.#taken.has(candidate)) return { first: candidate, count: each };
    }
    throw new SlipwayError("SLIP-NODE-006", `all ${pods} users that pods of this node may have are in use`);
  }
}
