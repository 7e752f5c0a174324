/** Where the writer writes, and who looks afterwards looks. */
export const BUCKET = "power-cut";
export const STREAM = {
  namespace: "default",
  pod: "power-cut",
  uid: "power-cut",
  container: "main",
} as const;
