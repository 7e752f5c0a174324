/** How an image runs as a process of this machine. */
export interface ProcessImage {
  /** What the image's entrypoint is. */
  readonly argv: readonly string[];
  /** Folders and files that the program is made of, beside those of the system and of interpreters on the PATH. */
  readonly readable?: readonly string[];
}

/** Undefined for an image that nobody here knows. */
export type Images = (image: string) => ProcessImage | undefined;
