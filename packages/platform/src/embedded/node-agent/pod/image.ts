/** How an image runs as a process of this machine. */
export interface ProcessImage {
  /** What the image's entrypoint is. */
  readonly argv: readonly string[];
  /** Folders and files that the program is made of, beside those of the system and of interpreters on the PATH. */
  readonly readable?: readonly string[];
  /** The program that makes Python environments for it, where its entrypoint takes one. */
  readonly environments?: readonly string[];
  /** Its programs `sidecar fetch` and `sidecar store` are what a `Mover` does. */
  readonly movesData?: boolean;
  /** A program that fills `SLIPWAY_CACHE_DIR` with what the entrypoint would find out about this machine by itself. */
  readonly askedFirst?: readonly string[];
}

/** How an image can be run: as a process of this machine, or as a container of the reference. */
export type ImageAnswer = { readonly process: ProcessImage } | { readonly oci: string };

/** Undefined for a name that means nothing. */
export type Images = (image: string) => ImageAnswer | undefined;

/** The process that an image is; undefined for one that cannot be run here. */
export function processOf(images: Images, image: string | undefined): ProcessImage | undefined {
  const answer = images(image ?? "");
  return answer !== undefined && "process" in answer ? answer.process : undefined;
}

/** The image of a container that an engine runs; undefined for one that is a process, or nothing at all. */
export function referenceOf(images: Images, image: string | undefined): string | undefined {
  const answer = images(image ?? "");
  return answer !== undefined && "oci" in answer ? answer.oci : undefined;
}
