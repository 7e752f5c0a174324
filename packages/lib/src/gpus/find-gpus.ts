import { amdGpus } from "./amd-gpus.ts";
import type { Gpu, GpuPlaces } from "./gpu.ts";
import { nvidiaGpusBySmi, nvidiaGpusInFiles } from "./nvidia-gpus.ts";
import type { AskOptions } from "./nvidia-smi.ts";

/** This machine's GPUs as far as files tell of them, without waiting for any program. */
export function gpusInFiles(places: GpuPlaces): readonly Gpu[] {
  return [...nvidiaGpusInFiles(places), ...amdGpus(places)];
}

/** This machine's GPUs; what nvidia-smi does not answer in time is as files tell it. */
export async function findGpus(
  places: GpuPlaces,
  options: Omit<AskOptions, "environment"> = {},
): Promise<readonly Gpu[]> {
  const told = await nvidiaGpusBySmi(places, options);
  if (told === undefined || told.length === 0) return gpusInFiles(places);
  return [...told, ...amdGpus(places)];
}
