import type { Comparison } from "./step/policy.ts";

/** Why a policy wants what it wants, with the numbers that it went by. */
export type Why =
  | { readonly code: "AboveTarget"; readonly metric: string; readonly value: number; readonly target: number }
  | { readonly code: "BelowTarget"; readonly metric: string; readonly value: number; readonly target: number }
  | { readonly code: "NearTarget"; readonly metric: string; readonly value: number; readonly target: number }
  /** One copy less would bring the metric back above its target. */
  | {
      readonly code: "AnticipatedFlapping";
      readonly metric: string;
      readonly value: number;
      readonly target: number;
    }
  | { readonly code: "ScaleInDisabled"; readonly metric: string }
  | { readonly code: "InsufficientData"; readonly metric: string }
  /** Until milliseconds since 1970. */
  | { readonly code: "Cooldown"; readonly direction: "out" | "in"; readonly until: number }
  | ({ readonly code: "Breached"; readonly adjustment: string } & Breach)
  | ({ readonly code: "NotBreached" } & Breach)
  | ({ readonly code: "NoStepForBreach" } & Breach)
  | { readonly code: "TooSlow"; readonly metric: string; readonly value: number; readonly above: number }
  | {
      readonly code: "WithinBand";
      readonly metric: string;
      readonly value: number;
      readonly below: number;
      readonly above: number;
    }
  | { readonly code: "FastEnough"; readonly metric: string; readonly value?: number; readonly below: number }
  | {
      readonly code: "Backlog";
      readonly waiting: number;
      readonly inFlight: number;
      readonly target: number;
      readonly need: number;
    }
  /** As many were needed within the last seconds. */
  | { readonly code: "NeededRecently"; readonly need: number; readonly seconds: number }
  /** `idle` is absent where nobody has said it. */
  | { readonly code: "WorkersBusy"; readonly need: number; readonly idle?: number }
  | { readonly code: "MetricProposes"; readonly metric: string; readonly proposed: number }
  | { readonly code: "Stabilized"; readonly proposed: number; readonly seconds: number }
  | { readonly code: "RateLimited"; readonly proposed: number; readonly limit: number };

interface Breach {
  readonly metric: string;
  readonly value: number;
  readonly comparison: Comparison;
  readonly threshold: number;
}
