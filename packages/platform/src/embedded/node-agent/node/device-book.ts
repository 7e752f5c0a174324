import { SlipwayError } from "@slipway/model";

/** The resource by which pods ask for GPUs, as NVIDIA's device plugin names it. */
export const GPU = "nvidia.com/gpu";

/** Who has which devices of this machine, by index: each belongs to one pod at a time, the same over restarts. */
export class DeviceBook {
  readonly #free: Set<number>;
  readonly #byPod = new Map<string, readonly number[]>();

  constructor(count: number) {
    this.#free = new Set(Array.from({ length: count }, (_, index) => index));
  }

  /** The pod's devices, in ascending order; none for a pod that has asked for none. */
  of(uid: string): readonly number[] {
    return this.#byPod.get(uid) ?? [];
  }

  /** What a pod has from an earlier life. Indices that are not there, or another pod's, are not given twice. */
  claim(uid: string, devices: readonly number[]): void {
    const had = devices.filter((index) => this.#free.delete(index));
    this.#byPod.set(uid, had);
  }

  /** The pod's devices, or as many free ones, lowest first, that become the pod's. Throws SLIP-NODE-007 when too few are free. */
  take(uid: string, count: number): readonly number[] {
    const known = this.of(uid);
    if (known.length >= count) return known;
    const more = [...this.#free].sort((a, b) => a - b).slice(0, count - known.length);
    if (known.length + more.length < count)
      throw new SlipwayError(
        "SLIP-NODE-007",
        `the pod asks for ${count} of the devices ${GPU}, and ${known.length + this.#free.size} are free`,
      );
    for (const index of more) this.#free.delete(index);
    const devices = [...known, ...more].sort((a, b) => a - b);
    this.#byPod.set(uid, devices);
    return devices;
  }

  release(uid: string): void {
    for (const index of this.of(uid)) this.#free.add(index);
    this.#byPod.delete(uid);
  }
}

/** The variables by which libraries find their pod's devices and no others; none for a pod without. */
export function deviceVariables(devices: readonly number[]): Readonly<Record<string, string>> {
  if (devices.length === 0) return {};
  const indices = devices.join();
  return { NVIDIA_VISIBLE_DEVICES: indices, CUDA_VISIBLE_DEVICES: indices };
}
