type Parameters = Readonly<Record<string, string>>;

/** `device` is of XGBoost 2.0, which took the GPU out of the names of tree methods; what either says is told as the version knows it. */
export function deviceParameters(parameters: Parameters, version: string): Parameters {
  const { device, tree_method: method, ...others } = parameters;
  const asked = { ...others, ...(method !== undefined && { tree_method: method }) };
  const isOnGpu = device === "cuda" || method === "gpu_hist";
  if (!isOnGpu)
    return Number(version.split(".")[0]) >= 2 && device !== undefined ? { ...asked, device } : asked;
  if (Number(version.split(".")[0]) < 2) return { ...asked, tree_method: "gpu_hist" };
  return { ...asked, device: "cuda", ...(method === "gpu_hist" && { tree_method: "hist" }) };
}
