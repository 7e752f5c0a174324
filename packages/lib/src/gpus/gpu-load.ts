import { join } from "node:path";
import type { Gpu } from "./gpu.ts";
import { textOf } from "./kernel-files.ts";
import { type AskOptions, askNvidiaSmi, figure } from "./nvidia-smi.ts";

/** In percent. */
export interface GpuLoad {
  readonly busy: number;
  readonly memory: number;
}

/** How busy GPUs are, all by one call of nvidia-smi; those that nobody tells of are left out. */
export async function gpuLoads(
  gpus: readonly Gpu[],
  options: AskOptions,
): Promise<ReadonlyMap<Gpu, GpuLoad>> {
  const rows = gpus.some(({ vendor }) => vendor === "nvidia")
    ? await askNvidiaSmi(["index", "uuid", "utilization.gpu", "memory.used", "memory.total"], options)
    : [];
  const loads = new Map<Gpu, GpuLoad>();
  for (const gpu of gpus) {
    const load = gpu.vendor === "amd" ? amdLoad(gpu) : nvidiaLoad(gpu, rows ?? []);
    if (load !== undefined) loads.set(gpu, load);
  }
  return loads;
}

function nvidiaLoad(gpu: Gpu, rows: readonly (readonly string[])[]): GpuLoad | undefined {
  const row = rows.find(([index, uuid]) =>
    gpu.uuid === undefined ? index === String(gpu.index) : uuid === gpu.uuid,
  );
  const [, , busy, used, total] = row ?? [];
  return loadOf(figure(busy), figure(used), figure(total));
}

function amdLoad({ loadFolder = "" }: Gpu): GpuLoad | undefined {
  const [busy, used, total] = ["gpu_busy_percent", "mem_info_vram_used", "mem_info_vram_total"].map((name) =>
    figure(textOf(join(loadFolder, name)).trim()),
  );
  return loadOf(busy, used, total);
}

function loadOf(
  busy: number | undefined,
  used: number | undefined,
  total: number | undefined,
): GpuLoad | undefined {
  if (busy === undefined || used === undefined || total === undefined || total === 0) return undefined;
  return { busy, memory: (100 * used) / total };
}
