import type { Spec } from "../../types/spec.ts";
import type { TypesByName } from "../../types/typed.ts";

export const specsIn = (types: TypesByName): Readonly<Record<string, Spec>> =>
  Object.fromEntries(Object.entries(types).map(([name, { spec }]) => [name, spec]));
