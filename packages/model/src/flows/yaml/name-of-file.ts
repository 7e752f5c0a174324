/** A name for the flow of a file, from the file's own: `My Flow.yaml` is `my-flow`. */
export function nameOfFile(file: string): string {
  const [base = ""] = file.split(/[\\/]/).slice(-1);
  const words = base
    .replace(/\.(ya?ml|json)$/i, "")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  // What a cut leaves may end with a dash.
  return words.join("-").slice(0, 60).split("-").filter(Boolean).join("-") || "flow";
}
