import type { Json } from "./json.ts";

export interface FlowParameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly description?: string;
  /** Without one, a run has to give it. */
  readonly default?: Json;
  readonly enum?: readonly Json[];
}

export type ParameterType = "string" | "integer" | "number" | "boolean" | "date" | "list" | "object";
