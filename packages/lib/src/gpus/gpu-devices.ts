import { join } from "node:path";
import type { Gpu } from "./gpu.ts";
import { namesIn } from "./kernel-files.ts";

/** A device file: where programs expect it, and where this machine has it. */
export interface Device {
  readonly path: string;
  readonly source: string;
}

/** What programs open beside the GPUs themselves, by vendor: it opens no GPU of which the own file is not there. */
const SHARED: Readonly<Record<Gpu["vendor"], RegExp>> = {
  nvidia: /^(nvidiactl|nvidia-(uvm|uvm-tools|modeset|caps|caps-imex-channels|nvlink|nvswitch.*)|dxg)$/,
  amd: /^kfd$/,
};

/** The device files by which programs use these GPUs and no others; none for no GPU. Some are folders. */
export function gpuDevices(gpus: readonly Gpu[], root = "/"): readonly Device[] {
  const vendors = [...new Set(gpus.map(({ vendor }) => vendor))];
  const shared = namesIn(join(root, "dev"))
    .filter((name) => vendors.some((vendor) => SHARED[vendor].test(name)))
    .toSorted()
    .map((name) => `/dev/${name}`);
  return [...gpus.flatMap(({ nodes }) => nodes), ...shared].map((path) => ({
    path,
    source: join(root, path),
  }));
}
