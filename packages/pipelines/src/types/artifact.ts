import { defined } from "@slipway/model";
import type { ArtifactShape } from "./shape.ts";
import type { Typed } from "./typed.ts";

/** Something stored: what a program reads as files, or leaves as some. */
export type ArtifactType<K extends string = string> = Typed<ArtifactShape<K>, false>;

const of = <K extends string>(kind?: K): ArtifactType<K> =>
  Object.freeze({ spec: Object.freeze({ type: "artifact", ...defined({ kind }) }) }) as ArtifactType<K>;

function any(): ArtifactType;
function any<K extends string>(kind: K): ArtifactType<K>;
function any(kind?: string): ArtifactType {
  return of(kind);
}

/**
 * Types of files and folders that are stored. One goes only into an input of its own kind, or of any.
 *
 * @example
 * component({ name: "train", inputs: { data: artifact.dataset() }, outputs: { model: artifact.model() }, command: ["train"] })
 */
export const artifact = Object.freeze({
  dataset: () => of("dataset"),
  model: () => of("model"),
  metrics: () => of("metrics"),
  /** Of a kind of one's own; as an input without a kind: whatever it is. */
  any,
});
