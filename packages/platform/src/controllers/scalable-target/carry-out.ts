import type { ScalableTarget } from "@slipway/model/kinds/scalable-target/index.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { appendScalingActivity } from "#ledger/scaling-activities.ts";
import { servingRef } from "#runs/serving-ref.ts";
import { subjectOf } from "#runs/subject-of.ts";
import type { Serving } from "#runtimes/serving.ts";
import { decidedFor } from "./decided-for.ts";
import type { Place } from "./place.ts";

/**
 * Gives the variant the number that its target's status holds. A decision is stored before anything is done by it, so that one that was
 * cut short, or whose variant was given another number since, is carried out again and never made a second time.
 */
export async function carryOut(
  { ledger, serving }: { readonly ledger: Ledger; readonly serving: Serving },
  target: ScalableTarget,
  { endpoint, state, turn }: Place,
): Promise<void> {
  const { desired, change } = decidedFor(target, endpoint) ?? {};
  if (desired === undefined || desired === state.desired) return;
  const isOfChange = change !== undefined && change.from === state.desired;
  // Told before it is done, and once however often it is cut short: the same change has the same id.
  if (isOfChange)
    await appendScalingActivity(ledger, subjectOf(target), {
      id: `${Date.parse(change.at)}-${change.from}-${desired}`,
      at: new Date(change.at),
      resourceID: target.spec.resourceID,
      desired,
      cause: change.why,
    });
  await serving.scale(servingRef(endpoint), { variant: state.name, count: desired }, turn.signal);
  const message = isOfChange
    ? change.why
    : `From ${state.desired} to ${desired}: so many were decided on, and the variant was given another number since.`;
  turn.events.record(target, { type: "Normal", reason: "SuccessfulRescale", message });
}
