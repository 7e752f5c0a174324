import type { PolicyMemory, ScalingMemory } from "./memory.ts";
import type { Observation } from "./observation.ts";

/** What a policy is asked with. */
export interface Turn {
  readonly observation: Observation;
  readonly memory: ScalingMemory;
  readonly bounds: { readonly min: number; readonly max: number };
}

/** What the policy left for itself before. */
export const memoryOf = ({ memory }: Turn, policy: string): PolicyMemory => memory.policies?.[policy] ?? {};
