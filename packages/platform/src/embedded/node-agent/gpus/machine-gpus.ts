import { GPU_RESOURCES } from "@slipway/model/kubernetes/gpu-resources.ts";
import { findGpus, gpusInFiles } from "#lib/gpus/find-gpus.ts";
import type { Gpu, GpuPlaces } from "#lib/gpus/gpu.ts";

/**
 * The GPUs of this machine: at once those that files tell of, and once nvidia-smi has answered, as it has them. It is asked once, and
 * whatever it does, nothing waits for it that asks for no GPU.
 */
export class MachineGpus {
  #known: readonly Gpu[];
  /** All of them, within the time that nvidia-smi may take. */
  readonly found: Promise<readonly Gpu[]>;

  /** `changed` is called when others were found than at once. */
  constructor(places: GpuPlaces, { changed, signal }: { changed(): void; readonly signal: AbortSignal }) {
    this.#known = gpusInFiles(places);
    const looking = findGpus(places, { signal }).catch(() => this.#known);
    this.found = looking.then((found) => {
      const isNew = JSON.stringify(found) !== JSON.stringify(this.#known);
      this.#known = found;
      if (isNew && !signal.aborted) changed();
      return found;
    });
  }

  get known(): readonly Gpu[] {
    return this.#known;
  }
}

/** How many there are of each resource; those of which there are none are left out. */
export function gpuCounts(gpus: readonly Gpu[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { vendor } of gpus) counts[GPU_RESOURCES[vendor]] = (counts[GPU_RESOURCES[vendor]] ?? 0) + 1;
  return counts;
}
