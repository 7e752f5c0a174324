import type { HpaPolicy, HpaRatePolicy, HpaRules } from "./policy.ts";

/** The controller's --horizontal-pod-autoscaler-downscale-stabilization. */
export const DOWNSCALE_STABILIZATION_SECONDS = 300;
/** Its --horizontal-pod-autoscaler-tolerance. */
const TOLERANCE = 0.1;

export interface Rules {
  readonly stabilizationWindowSeconds: number;
  readonly selectPolicy: "Max" | "Min" | "Disabled";
  readonly policies: readonly HpaRatePolicy[];
}

export interface Behavior {
  readonly scaleUp: Rules;
  readonly scaleDown: Rules;
}

const UP: Rules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: "Max",
  policies: [
    { type: "Pods", value: 4, periodSeconds: 15 },
    { type: "Percent", value: 100, periodSeconds: 15 },
  ],
};
const DOWN: Rules = {
  stabilizationWindowSeconds: DOWNSCALE_STABILIZATION_SECONDS,
  selectPolicy: "Max",
  policies: [{ type: "Percent", value: 100, periodSeconds: 15 }],
};

/** The behavior with the API server's defaults (kubernetes/pkg/apis/autoscaling/v2/defaults.go); undefined where none is said. */
export function behaviorOf({ behavior }: HpaPolicy): Behavior | undefined {
  if (behavior === undefined) return undefined;
  return { scaleUp: filled(behavior.scaleUp, UP), scaleDown: filled(behavior.scaleDown, DOWN) };
}

const filled = (rules: HpaRules = {}, usual: Rules): Rules => ({
  stabilizationWindowSeconds: rules.stabilizationWindowSeconds ?? usual.stabilizationWindowSeconds,
  selectPolicy: rules.selectPolicy ?? usual.selectPolicy,
  policies: rules.policies ?? usual.policies,
});

export interface Tolerances {
  readonly up: number;
  readonly down: number;
}

export const tolerancesOf = ({ behavior }: HpaPolicy): Tolerances => ({
  up: behavior?.scaleUp?.tolerance ?? TOLERANCE,
  down: behavior?.scaleDown?.tolerance ?? TOLERANCE,
});

export const isWithin = ({ up, down }: Tolerances, ratio: number): boolean =>
  1 - down <= ratio && ratio <= 1 + up;
