export const NAMESPACE = "default";
export const TOKEN = "bench-token";
