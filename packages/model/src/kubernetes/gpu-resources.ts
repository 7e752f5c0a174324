/** Whose GPUs pods can ask for. */
export type GpuVendor = "nvidia" | "amd";

/** The resources by which pods ask for GPUs, as the vendors' device plugins name them; in the order in which they are preferred. */
export const GPU_RESOURCES: Readonly<Record<GpuVendor, string>> = {
  nvidia: "nvidia.com/gpu",
  amd: "amd.com/gpu",
};

/** Whether a resource is one of them. */
export const isGpuResource = (name: string): boolean => Object.values(GPU_RESOURCES).includes(name);

/** Annotation of a pod that makes no use of its GPUs: a sentence that says since when. */
export const GPU_ADVICE = "slipway.dev/gpu-advice";
