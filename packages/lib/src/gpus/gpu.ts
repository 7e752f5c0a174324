import type { GpuVendor } from "@slipway/model/kubernetes/gpu-resources.ts";

/** One GPU of this machine. */
export interface Gpu {
  readonly vendor: GpuVendor;
  /** Its place among its vendor's in the order of the PCI bus, by which the vendor's tools name it. */
  readonly index: number;
  /** `GPU-...`, as NVIDIA's tools tell it; absent where nobody does. */
  readonly uuid?: string;
  readonly name: string;
  readonly memoryBytes?: number;
  /** Device files that are its own; none where all are reached by one file. */
  readonly nodes: readonly string[];
  /** Where the kernel tells what it does; NVIDIA's driver tells its own tool alone. */
  readonly loadFolder?: string;
}

/** Where a machine's files begin, and the PATH on which its programs are. */
export interface GpuPlaces {
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}
