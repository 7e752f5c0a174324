import type { AwsIdentity } from "@slipway/model";
import type { AwsKindFacts } from "@slipway/model/kinds/facts.ts";
import type { MetricReading } from "#metrics/metric-reading.ts";
import type { Step } from "#reconcile/in-steps.ts";
import type { StatusOf } from "#reconcile/reconciler.ts";
import { accept } from "./accept.ts";
import type { CarriedTurn } from "./carried.ts";
import { type Running, recordOf } from "./run-record.ts";

/** Looks at the spec before the job is started, and not again after that: a run that goes on is not refused. */
export function admit<R extends Running>(parts: {
  readonly facts: AwsKindFacts<R>;
  readonly identity: AwsIdentity;
  readonly metrics?: MetricReading;
  /** A refused job in its kind's words. */
  refusal(message: string): Partial<StatusOf<R>>;
}): Step<R, "ACK.Terminal", CarriedTurn> {
  const first = accept<R>(parts);
  return {
    ...first,
    run: async (job, turn) => (recordOf(job).run === undefined ? first.run(job, turn) : {}),
  };
}
