import { expect, test } from "vitest";
import { gpuCount } from "./gpu-count.ts";

// https://docs.nvidia.com/datacenter/cloud-native/container-toolkit: NVIDIA_VISIBLE_DEVICES.
test.each([
  [0, {}],
  [0, { NVIDIA_VISIBLE_DEVICES: "void" }],
  [0, { NVIDIA_VISIBLE_DEVICES: "none" }],
  [0, { NVIDIA_VISIBLE_DEVICES: "all" }],
  [2, { NVIDIA_VISIBLE_DEVICES: "GPU-aaaa,GPU-bbbb" }],
  [1, { NVIDIA_VISIBLE_DEVICES: "3", CUDA_VISIBLE_DEVICES: "" }],
  [2, { ROCR_VISIBLE_DEVICES: "0,1" }],
  [0, { ROCR_VISIBLE_DEVICES: "-1", NVIDIA_VISIBLE_DEVICES: "void" }],
  [1, { ROCR_VISIBLE_DEVICES: "0", NVIDIA_VISIBLE_DEVICES: "void" }],
])("%i GPUs are those of %j", (count, environment) => {
  expect(gpuCount(environment, "/nowhere")).toBe(count);
});
