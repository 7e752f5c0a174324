import type { ProcessImage } from "../pod/image.ts";

/** `sh` is the one image: its argument is a script's text. */
export function images(image: string): ProcessImage | undefined {
  return image === "sh" ? { argv: ["/bin/sh", "-c"] } : undefined;
}
