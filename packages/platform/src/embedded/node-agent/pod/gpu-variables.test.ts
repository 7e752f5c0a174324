import { describe, expect, it } from "vitest";
import type { Gpu } from "#lib/gpus/gpu.ts";
import { gpuVariables } from "./gpu-variables.ts";

const machine: readonly Gpu[] = [0, 1, 2, 3].map((index) => ({
  ...{ vendor: "nvidia", index, name: "NVIDIA H200" },
  ...{ uuid: `GPU-${index}`, nodes: [`/dev/nvidia${index}`] },
}));
const own = machine.filter(({ index }) => index % 2 === 1);

describe("what libraries are told of GPUs", () => {
  // https://docs.nvidia.com/cuda/cuda-c-programming-guide: ordinals, in the order that CUDA_DEVICE_ORDER says.
  it("is a program's own by their places among all, where it can open all", () => {
    expect(gpuVariables({ own, machine }, false)).toEqual({
      CUDA_DEVICE_ORDER: "PCI_BUS_ID",
      CUDA_VISIBLE_DEVICES: "1,3",
      NVIDIA_VISIBLE_DEVICES: "GPU-1,GPU-3",
    });
  });

  // As Slurm does where it constrains devices: https://slurm.schedmd.com/gres.html#GPU_Management
  it("counts from 0 where a program can open its own alone", () => {
    expect(gpuVariables({ own, machine }, true)).toMatchObject({ CUDA_VISIBLE_DEVICES: "0,1" });
    const shared = machine.map((gpu) => ({ ...gpu, nodes: [] }));
    expect(gpuVariables({ own: shared.slice(2, 3), machine: shared }, true)).toMatchObject({
      CUDA_VISIBLE_DEVICES: "2",
    });
  });

  it("is that there is none, for a program that asked for none", () => {
    for (const seesOwnAlone of [true, false])
      expect(gpuVariables({ own: [], machine }, seesOwnAlone)).toMatchObject({
        CUDA_VISIBLE_DEVICES: "-1",
        NVIDIA_VISIBLE_DEVICES: "void",
      });
  });

  it("is nothing where the machine has none", () => {
    expect(gpuVariables({ own: [], machine: [] }, true)).toEqual({});
  });

  it("names AMD's as ROCm wants it", () => {
    const gpu: Gpu = { vendor: "amd", index: 0, name: "MI300X", nodes: ["/dev/dri/renderD128"] };
    expect(gpuVariables({ own: [gpu], machine: [gpu] }, true)).toEqual({ ROCR_VISIBLE_DEVICES: "0" });
  });
});
