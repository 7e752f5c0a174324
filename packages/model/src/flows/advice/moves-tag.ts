/** Ours are those of the Slipway that runs them. */
const BUILT_IN = "slipway.dev/";

/**
 * Whether an image (NAME[:TAG][@DIGEST], as of distribution/reference) may be another one from one day to the next: its tag is `latest`, which is
 * also meant where there is none. What an expression gives is not known.
 */
export function movesTag(image: string): boolean {
  if (image.includes("${{") || image.includes("@") || image.startsWith(BUILT_IN)) return false;
  const name = image.slice(image.lastIndexOf("/") + 1);
  const colon = name.indexOf(":");
  return colon === -1 || name.slice(colon + 1) === "latest";
}
