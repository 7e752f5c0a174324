/** Levels of lists and objects in a value. */
const DEEPEST = 32;

/** Why a value is none of JSON's, or one that does not keep its whole numbers; undefined where it is one. */
export function jsonProblem(value: unknown, depth = 0): string | undefined {
  if (depth > DEEPEST) return `is nested deeper than ${DEEPEST} levels`;
  if (typeof value === "number") return numberProblem(value);
  if (value === null || typeof value === "string" || typeof value === "boolean") return undefined;
  if (typeof value !== "object") return "holds what JSON cannot say";
  for (const inner of Object.values(value)) {
    const problem = jsonProblem(inner, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function numberProblem(value: number): string | undefined {
  if (!Number.isFinite(value)) return "holds a number that JSON cannot say";
  // What is larger was written without a digit too many only with an exponent.
  const isWhole = Number.isInteger(value) && Math.abs(value) < 1e21;
  return isWhole && !Number.isSafeInteger(value)
    ? `holds ${value}, which JSON's numbers cannot hold exactly: make a text of it`
    : undefined;
}
