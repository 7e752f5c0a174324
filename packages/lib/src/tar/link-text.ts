/** What file systems take. */
const MOST_BYTES = 4_095;

/**
 * Whether a link at a path below a folder may have such a text: it stays in the folder, whatever other such links it goes through. Steps
 * up come first, where all folders are real ones, and only steps down follow.
 */
export function isPlainLink(path: string, text: string): boolean {
  if (text === "" || text.startsWith("/") || Buffer.byteLength(text) > MOST_BYTES) return false;
  const steps = stepsOf(text);
  const down = steps.findIndex((step) => step !== "..");
  const ups = down < 0 ? steps.length : down;
  return ups < stepsOf(path).length && !steps.slice(ups).includes("..");
}

const stepsOf = (path: string): readonly string[] =>
  path.split("/").filter((step) => step !== "" && step !== ".");
