import { defined } from "@slipway/model";
import type { FlowParameter, ParameterType } from "@slipway/model/flows/definition.ts";
import type { TypesByName } from "./typed.ts";

/** Types of values by name as a definition has them. */
export const asParameters = (types: TypesByName): readonly FlowParameter[] =>
  Object.entries(types).map(([name, { spec }]) => ({
    name,
    type: spec.type as ParameterType,
    ...defined({ description: spec.description, default: spec.default, enum: spec.enum }),
  }));
