import type { Tell } from "../places.ts";

/** How one image is made. */
export interface ImageRecipe {
  readonly name: string;
  /** Another image is made when one of these changes. */
  readonly from: readonly (string | URL)[];
  readonly env: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  /** Makes the folder that becomes the file system; `scratch` is thrown away later. */
  fill(root: string, how: { readonly scratch: string; readonly tell: Tell }): Promise<void>;
}
