import { WORK_BODIES } from "./bodies/work-bodies.ts";
import type { FlowStep } from "./definition.ts";

/** As Kubernetes names objects. */
const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

/** Why what a step says of a pool is nothing, by the field; undefined where it is something, or says nothing. */
export function poolProblem(
  step: FlowStep,
): { readonly field: "pool" | "poolSlots"; readonly message: string } | undefined {
  const { pool, poolSlots } = step;
  if (pool === undefined)
    return poolSlots === undefined
      ? undefined
      : { field: "poolSlots", message: "goes with pool: name one, or leave it out" };
  if (!WORK_BODIES.some((body) => step[body] !== undefined))
    return {
      field: "pool",
      message: "is of steps that do something: name it at those inside, or leave it out",
    };
  return NAME.test(pool)
    ? undefined
    : { field: "pool", message: `is ${JSON.stringify(pool.slice(0, 80))}: expected the name of a Pool` };
}
