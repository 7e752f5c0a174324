import type { ServingSpec } from "../../serving.ts";

export interface ImageQuestion {
  /** Whose deployment begins, and what tells it from its others. */
  readonly endpoint: ServingSpec;
  readonly of: string;
  /** Hears what is waited for meanwhile, a sentence each time. */
  readonly tell: (sentence: string) => void;
}

/**
 * A name for the very bytes that an image's name stands for now, as the home's machines would get them: whoever has the image is asked each time.
 * Undefined for a name that is to be run as it is written, because it says already what it stands for, or nobody can tell.
 */
export type ResolveImage = (image: string, question: ImageQuestion) => Promise<string | undefined>;
