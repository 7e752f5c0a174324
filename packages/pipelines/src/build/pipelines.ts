import type { Value } from "../references/value.ts";
import type { TypesByName } from "../types/typed.ts";

declare const PARTS: unique symbol;

/** A pipeline, by what it is given and what it returns. */
export interface PipelineOf<P extends TypesByName, R> {
  readonly [PARTS]?: readonly [P, R];
  readonly pipelineName: string;
}

/** What others have to know of a pipeline that has been built. */
export interface KnownPipeline {
  readonly name: string;
  readonly params: TypesByName;
  readonly returned: { readonly values: ReadonlyMap<string, Value>; readonly isAlone: boolean };
}

const pipelines = new WeakMap<object, KnownPipeline>();

export const rememberPipeline = (pipeline: object, known: KnownPipeline): void =>
  void pipelines.set(pipeline, known);

export const knownPipeline = (pipeline: object): KnownPipeline | undefined => pipelines.get(pipeline);
