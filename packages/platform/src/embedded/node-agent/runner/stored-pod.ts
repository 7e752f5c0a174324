import { defined, isNotFound, keyOf } from "@slipway/model";
import { type Pod, podKind } from "@slipway/model/kubernetes/workloads.ts";
import type { Store } from "#store/store.ts";
import type { PodStatus } from "../status/pod-observation.ts";
import { isOlder, writePod } from "./write-pod.ts";

const PORT = "slipway.dev/port";

/** One pod as the store has it: what was last seen of it, and how it is written. */
export class StoredPod {
  readonly #store: Store;
  #object: Pod;
  /** The revision that our own last write made. */
  #own: string | undefined;
  #gone = false;

  constructor(store: Store, object: Pod) {
    this.#store = store;
    this.#object = object;
  }

  /** As it was last seen. */
  get object(): Pod {
    return this.#object;
  }

  /** No such pod, by its uid, is there any more. */
  get isGone(): boolean {
    return this.#gone;
  }

  /** It is to be removed, and everything of it. */
  get isLeaving(): boolean {
    return this.#gone || this.#object.metadata.deletionTimestamp !== undefined;
  }

  /** False for a version that is our own, or that we know a later one of. */
  see(object: Pod): boolean {
    const isOwn = this.#own !== undefined && object.metadata.resourceVersion === this.#own;
    if (isOwn || isOlder(object, this.#object)) return false;
    this.#object = object;
    return true;
  }

  forget(): void {
    this.#gone = true;
  }

  async publish(status: (pod: Pod) => PodStatus): Promise<void> {
    this.#written(
      await writePod(this.#store, this.#object, {
        part: "status",
        change: (pod) => ({ ...pod, status: status(pod) }),
      }),
    );
  }

  async annotatePorts(ports: readonly number[] | undefined): Promise<void> {
    if (ports !== undefined) await this.annotate(PORT, ports.join(","));
  }

  /** Without a value the annotation goes. */
  async annotate(name: string, value: string | undefined): Promise<void> {
    if (this.#gone || this.#object.metadata.annotations?.[name] === value) return;
    this.#written(
      await writePod(this.#store, this.#object, {
        part: "object",
        change: (pod) => {
          const { [name]: _, ...others } = pod.metadata.annotations ?? {};
          const annotations = { ...others, ...(value !== undefined && { [name]: value }) };
          return { ...pod, metadata: { ...pod.metadata, annotations } };
        },
      }),
    );
  }

  /** Takes it out of the store, now that nothing of it runs; with finalizers it stays until those are dealt with. */
  async remove(): Promise<void> {
    const { uid, deletionGracePeriodSeconds } = this.#object.metadata;
    if (this.#gone || deletionGracePeriodSeconds === 0) return;
    try {
      await this.#store.remove(podKind, keyOf(this.#object), {
        gracePeriodSeconds: 0,
        ...defined({ uid }),
      });
    } catch (error) {
      if (!isNotFound(error)) throw error;
      this.#gone = true;
    }
  }

  #written(object: Pod | undefined): void {
    if (object === undefined) {
      this.#gone = true;
      return;
    }
    if (object !== this.#object) this.#own = object.metadata.resourceVersion;
    this.#object = object;
  }
}
