import { join } from "node:path";
import type { Gpu, GpuPlaces } from "./gpu.ts";
import { namesIn, textOf } from "./kernel-files.ts";
import { figure } from "./nvidia-smi.ts";

/**
 * AMD's GPUs that ROCm computes on and programs can open here, as the kernel's list of them says. A processor's own, which shares its memory, is none: what is
 * asked for by the number of GPUs would find it wanting.
 */
export function amdGpus({ root }: GpuPlaces): readonly Gpu[] {
  if (!namesIn(join(root, "dev")).includes("kfd")) return [];
  const folder = join(root, "sys/class/kfd/kfd/topology/nodes");
  return namesIn(folder)
    .map(Number)
    .sort((a, b) => a - b)
    .flatMap((node) => {
      const text = textOf(join(folder, String(node), "properties"));
      const said = (name: string) => figure(new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1]) ?? 0;
      const minor = said("drm_render_minor");
      return said("simd_count") > 0 && said("cpu_cores_count") === 0 && minor > 0 ? [minor] : [];
    })
    .filter((minor) => namesIn(join(root, "dev/dri")).includes(`renderD${minor}`))
    .map((minor, index) => amdGpu(root, { minor, index }));
}

function amdGpu(root: string, { minor, index }: { readonly minor: number; readonly index: number }): Gpu {
  const loadFolder = join(root, `sys/class/drm/renderD${minor}/device`);
  const memoryBytes = figure(textOf(join(loadFolder, "mem_info_vram_total")).trim());
  const cards = namesIn(join(loadFolder, "drm"));
  const drawing = [...new Set([...cards, `renderD${minor}`])].toSorted();
  const shown = new Set(namesIn(join(root, "dev/dri")));
  return {
    ...{ vendor: "amd", index, loadFolder },
    name: textOf(join(loadFolder, "product_name")).trim() || "AMD GPU",
    nodes: drawing.filter((name) => shown.has(name)).map((name) => `/dev/dri/${name}`),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
  };
}
