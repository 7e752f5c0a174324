/** How an image runs as a process of this machine. */
export interface ProcessImage {
  /** What the image's entrypoint is. */
  readonly argv: readonly string[];
  /** Folders the program needs, for the case that they lie where sandboxes hide what is there, as below /tmp. */
  readonly readable?: readonly string[];
}

/** Undefined for an image that nobody here knows. */
export type Images = (image: string) => ProcessImage | undefined;
