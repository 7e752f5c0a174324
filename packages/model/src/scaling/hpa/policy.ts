/** One metric of a HorizontalPodAutoscaler of autoscaling/v2, with the value that it aims at. */
export type HpaMetric =
  /** A metric of each pod, by its average. */
  | { readonly type: "Pods"; readonly metric: string; readonly averageValue: number }
  /** A resource, by the average use or by percent of what pods request. */
  | { readonly type: "Resource"; readonly resource: string; readonly averageValue: number }
  | { readonly type: "Resource"; readonly resource: string; readonly averageUtilization: number }
  /** One signal for all: as a ratio to `value` of what there is, or `averageValue` for each copy. */
  | { readonly type: "Object" | "External"; readonly metric: string; readonly value: number }
  | { readonly type: "Object" | "External"; readonly metric: string; readonly averageValue: number };

export interface HpaRatePolicy {
  readonly type: "Pods" | "Percent";
  readonly value: number;
  readonly periodSeconds: number;
}

/** HPAScalingRules; what is absent has the API server's defaults (`behavior.ts`). */
export interface HpaRules {
  readonly stabilizationWindowSeconds?: number;
  readonly selectPolicy?: "Max" | "Min" | "Disabled";
  readonly policies?: readonly HpaRatePolicy[];
  /** The share that the metric may be off its target by; absent means 0.1. */
  readonly tolerance?: number;
}

/** Scales as Kubernetes' HorizontalPodAutoscaler does (kubernetes/pkg/controller/podautoscaler, 1.37), asked every 15 s. */
export interface HpaPolicy {
  readonly type: "HorizontalPodAutoscaler";
  readonly name: string;
  readonly metrics: readonly HpaMetric[];
  readonly behavior?: { readonly scaleUp?: HpaRules; readonly scaleDown?: HpaRules };
}
