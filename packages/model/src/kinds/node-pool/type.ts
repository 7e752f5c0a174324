import type { Condition, Resource } from "../../resource.ts";

/** core/v1 Taint, as the pool's nodes carry it. */
export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

/** Which machines a job means when it asks for an instance type; no job changes when the machines do. */
export interface NodePoolSpec {
  /** The names of instance types that land on this pool, e.g. `ml.m5.large`, or any word such as `gpu`. */
  readonly instanceTypes: readonly string[];
  /** What carries the jobs of these instance types; absent means pods. */
  readonly runtime?: "pods" | "sagemaker";
  /** Labels that the pool's nodes have. */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** Taints that the pool's nodes have, and that its pods therefore tolerate. */
  readonly taints?: readonly Taint[];
  /** What one instance is, as Kubernetes quantities by resource name: requested for, and the limit of, the job's program. */
  readonly capacity?: Readonly<Record<string, string | number>>;
  /** What one instance costs; without it the cost of a job is machine time alone. */
  readonly price?: PoolPrice;
  /** What managed spot training means on this pool; without it spot jobs run as others do. */
  readonly spot?: {
    /** How often a job's machine is taken away, on average, to try out what jobs make of it. */
    readonly interruptionsPerHour?: number;
    /** What one instance costs a spot job; without it as much as any other. */
    readonly price?: PoolPrice;
  };
}

export interface PoolPrice {
  readonly perHour: number;
  /** ISO 4217; absent means USD. */
  readonly currency?: string;
}

export interface NodePool extends Resource {
  readonly apiVersion: "slipway.dev/v1alpha1";
  readonly kind: "NodePool";
  readonly spec: NodePoolSpec;
  readonly status?: { readonly conditions?: readonly Condition<"Ready">[] };
}
