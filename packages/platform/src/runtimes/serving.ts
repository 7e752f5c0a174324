import type { Key, Resource } from "@slipway/model";

/** One variant of an endpoint: `instanceCount` copies of one container that answers `/ping` and `/invocations`. */
export interface ServingVariant {
  readonly name: string;
  /** As the user wrote it, or `slipway.dev/ALGORITHM` for a built-in one. */
  readonly image: string;
  /** `model.tar.gz` to unpack into `/opt/ml/model`; absent when the image brings its own model. */
  readonly modelUri?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly instanceType: string;
  readonly instanceCount: number;
  /** Share of requests: weight over the sum of all weights. */
  readonly weight: number;
  /** Seconds a container has to answer its first `/ping`. */
  readonly startupSeconds: number;
}

export interface ServingSpec {
  /** DNS label, deterministic. */
  readonly name: string;
  readonly namespace: string;
  /** The name clients invoke by; may have upper case. */
  readonly endpointName: string;
  readonly owner: Resource;
  readonly variants: readonly ServingVariant[];
}

export type ServingId = Key;

export interface VariantState {
  readonly name: string;
  readonly desired: number;
  readonly ready: number;
  /** A sentence: what it waits for or why it fails. */
  readonly message: string;
}

export interface ServingState {
  /** "failed" only when waiting cannot help (a container that keeps crashing, a model that is not there). */
  readonly phase: "gone" | "creating" | "ready" | "failed";
  readonly message: string;
  readonly variants: readonly VariantState[];
  readonly pods: readonly string[];
}

/** Endpoints: variants that answer until told otherwise. */
export interface Serving {
  /** Idempotent; a changed spec is an update. */
  apply(endpoint: ServingSpec): Promise<ServingId>;
  observe(id: ServingId): Promise<ServingState>;
  remove(id: ServingId): Promise<void>;
}
