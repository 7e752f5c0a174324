import type { FlowDefinition } from "./definition.ts";
import { compileFlow } from "./graph/compile.ts";
import type { CompiledFlow } from "./graph/compiled.ts";
import { FlowProblems } from "./graph/problem.ts";
import { parameterProblems } from "./parameters/parameter-problems.ts";
import { definitionSchema } from "./schema.ts";
import { shapeProblems } from "./shape.ts";

/** Reads a definition that anybody may have written. Throws FlowProblems with all that is wrong with it, where. */
export function readDefinition(value: unknown): CompiledFlow {
  const problems = shapeProblems(value, definitionSchema);
  if (problems.length > 0) throw new FlowProblems(problems);
  const definition = value as FlowDefinition;
  const wrong = parameterProblems(definition.parameters ?? []);
  if (wrong.length === 0) return compileFlow(definition);
  throw new FlowProblems([...wrong, ...problemsOf(definition)]);
}

function problemsOf(definition: FlowDefinition): FlowProblems["problems"] {
  try {
    compileFlow(definition);
    return [];
  } catch (error) {
    if (error instanceof FlowProblems) return error.problems;
    throw error;
  }
}
