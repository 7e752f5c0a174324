import type { Gpu } from "#lib/gpus/gpu.ts";

/** The GPUs of one program, and what it could find beside them. */
export interface ProgramGpus {
  readonly own: readonly Gpu[];
  /** Of the whole machine. */
  readonly machine: readonly Gpu[];
}

/**
 * The variables by which libraries find the program's GPUs and no others; on a machine that has none, no variables. Where a program
 * sees the device files of its own alone, libraries count these from 0; elsewhere they count all in the order of the bus.
 */
export function gpuVariables(
  { own, machine }: ProgramGpus,
  seesOwnAlone: boolean,
): Readonly<Record<string, string>> {
  const isThere = (vendor: Gpu["vendor"]) => machine.some((gpu) => gpu.vendor === vendor);
  const ofVendor = (vendor: Gpu["vendor"]) => own.filter((gpu) => gpu.vendor === vendor);
  const ordinals = (gpus: readonly Gpu[]) =>
    gpus.length === 0
      ? NONE
      : gpus.map(({ index, nodes }, i) => (seesOwnAlone && nodes.length > 0 ? i : index)).join();
  const nvidia = ofVendor("nvidia");
  return {
    ...(isThere("nvidia") && {
      CUDA_DEVICE_ORDER: "PCI_BUS_ID",
      CUDA_VISIBLE_DEVICES: ordinals(nvidia),
      NVIDIA_VISIBLE_DEVICES:
        nvidia.length === 0 ? "void" : nvidia.map(({ uuid, index }) => uuid ?? index).join(),
    }),
    ...(isThere("amd") && { ROCR_VISIBLE_DEVICES: ordinals(ofVendor("amd")) }),
  };
}

/** CUDA and ROCm end their list at the first that is none. */
const NONE = "-1";
