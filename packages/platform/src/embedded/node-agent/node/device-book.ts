import { SlipwayError } from "@slipway/model";
import { GPU_RESOURCES } from "@slipway/model/kubernetes/gpu-resources.ts";
import type { Amounts } from "@slipway/model/kubernetes/requests.ts";
import type { Gpu } from "#lib/gpus/gpu.ts";
import { type Device, gpuDevices } from "#lib/gpus/gpu-devices.ts";

/** What a pod's record calls a GPU: NVIDIA's by their index alone, as releases before this one did. */
export type DeviceName = number | string;

const nameOf = ({ vendor, index }: Gpu): DeviceName => (vendor === "nvidia" ? index : `${vendor}${index}`);

/** Who has which GPUs of this machine: each belongs to one pod at a time, the same over restarts. */
export class DeviceBook {
  /** The machine's, as far as they are known by now. */
  readonly #known: () => readonly Gpu[];
  readonly #root: string | undefined;
  readonly #owners = new Map<DeviceName, string>();

  /** `root`: where the machine's files begin, if elsewhere. */
  constructor(known: () => readonly Gpu[], root?: string) {
    this.#known = known;
    this.#root = root;
  }

  /** The machine's, whoever has them. */
  get all(): readonly Gpu[] {
    return this.#known();
  }

  /** The pod's GPUs; none for a pod that has asked for none. */
  of(uid: string): readonly Gpu[] {
    return this.#known().filter((gpu) => this.#owners.get(nameOf(gpu)) === uid);
  }

  /** The device files that a program opens to use these GPUs: what a sandbox shows, and a container is given by `--device`. */
  filesOf(gpus: readonly Gpu[]): readonly Device[] {
    return gpuDevices(gpus, this.#root);
  }

  /** What a pod's record is to say of its devices. */
  namesOf(uid: string): readonly DeviceName[] {
    return [...this.#owners].flatMap(([name, owner]) => (owner === uid ? [name] : []));
  }

  /** What a pod has from an earlier life; it may be found later. What is another pod's is not given twice. */
  claim(uid: string, names: readonly DeviceName[]): void {
    for (const name of names) if (!this.#owners.has(name)) this.#owners.set(name, uid);
  }

  /** The pod's GPUs, with as many free ones as it lacks, lowest first, that become the pod's. Throws SLIP-NODE-007 when too few are free. */
  take(uid: string, wanted: Amounts): readonly Gpu[] {
    const had = this.of(uid);
    const more = Object.entries(GPU_RESOURCES).flatMap(([vendor, resource]) => {
      const count = (wanted.get(resource) ?? 0) - had.filter((gpu) => gpu.vendor === vendor).length;
      const free = this.#known().filter((gpu) => gpu.vendor === vendor && !this.#owners.has(nameOf(gpu)));
      if (count > free.length)
        throw new SlipwayError(
          "SLIP-NODE-007",
          `the pod asks for ${wanted.get(resource)} of the devices ${resource}, and ${free.length} are free`,
        );
      return free.slice(0, Math.max(0, count));
    });
    for (const gpu of more) this.#owners.set(nameOf(gpu), uid);
    return this.of(uid);
  }

  release(uid: string): void {
    for (const [name, owner] of this.#owners) if (owner === uid) this.#owners.delete(name);
  }
}
