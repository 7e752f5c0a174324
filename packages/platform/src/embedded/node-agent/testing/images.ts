import type { ImageAnswer } from "../pod/image.ts";

/** `sh` is the one image: its argument is a script's text. */
export function images(image: string): ImageAnswer | undefined {
  return image === "sh" ? { process: { argv: ["/bin/sh", "-c"] } } : undefined;
}

/** All others are an engine's. */
export function imagesOfAll(image: string): ImageAnswer {
  return images(image) ?? { oci: image };
}
