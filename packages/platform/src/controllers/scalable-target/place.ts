import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import type { VariantState } from "#runtimes/serving.ts";

/** What is scaled, as a pass finds it. */
export interface Place {
  readonly endpoint: Endpoint;
  readonly state: VariantState;
  readonly turn: Turn;
}
