import type { FlowParameter } from "../definition.ts";
import type { FlowProblem } from "../graph/problem.ts";
import type { Json } from "../json.ts";
import { rulesOf } from "./parameter-types.ts";
import { enumProblem, shown } from "./parameter-values.ts";

/** What is wrong with the parameters of a definition: names, and values that none of them could have. */
export function parameterProblems(parameters: readonly FlowParameter[]): readonly FlowProblem[] {
  const names = new Set<string>();
  return parameters.flatMap((parameter, index) => {
    const problems = [
      ...nameProblems(parameter, names),
      ...enumProblems(parameter),
      ...defaultProblems(parameter),
    ];
    names.add(parameter.name);
    return problems.map(({ path, message }) => ({ path: ["parameters", index, ...path], message }));
  });
}

function nameProblems({ name }: FlowParameter, before: ReadonlySet<string>): readonly FlowProblem[] {
  const path = ["name"];
  if (name.length === 0 || name.length > 63)
    return [{ path, message: `has ${name.length} characters: expected 1 to 63` }];
  return before.has(name) ? [{ path, message: `another parameter is called ${shown(name)}` }] : [];
}

function enumProblems({ type, enum: allowed }: FlowParameter): readonly FlowProblem[] {
  if (allowed?.length === 0) return [{ path: ["enum"], message: "has no values: expected one at least" }];
  return (allowed ?? []).flatMap((value, index) => ofValue(value, { type, path: ["enum", index] }));
}

function defaultProblems(parameter: FlowParameter): readonly FlowProblem[] {
  const { type, default: value } = parameter;
  if (value === undefined) return [];
  const path = ["default"];
  const wrong = ofValue(value, { type, path });
  if (wrong.length > 0) return wrong;
  const notAllowed = enumProblem(value, parameter);
  return notAllowed === undefined ? [] : [{ path, message: `is ${shown(value)}: ${notAllowed}` }];
}

function ofValue(
  value: Json,
  { type, path }: Pick<FlowParameter, "type"> & Pick<FlowProblem, "path">,
): readonly FlowProblem[] {
  const wrong = rulesOf(type).problem(value);
  return wrong === undefined ? [] : [{ path, message: `is ${shown(value)}: ${wrong}` }];
}
