import type { FlowDefinition } from "./definition.ts";
import { compileFlow } from "./graph/compile.ts";
import type { CompiledFlow } from "./graph/compiled.ts";
import { FlowProblems } from "./graph/problem.ts";
import { definitionSchema } from "./schema.ts";
import { shapeProblems } from "./shape.ts";

/** Reads a definition that anybody may have written. Throws FlowProblems with all that is wrong with it, where. */
export function readDefinition(value: unknown): CompiledFlow {
  const problems = shapeProblems(value, definitionSchema);
  if (problems.length > 0) throw new FlowProblems(problems);
  return compileFlow(value as FlowDefinition);
}
