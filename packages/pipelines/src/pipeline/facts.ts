import type { TypesByName } from "../types/typed.ts";
import type { PipelineOptions } from "./types.ts";

/** What a pipeline is, without types. */
export interface PipelineFacts {
  readonly options: PipelineOptions<TypesByName>;
  readonly params: TypesByName;
  readonly body: (parts: object) => unknown;
}
