import { scalableTargetKind } from "@slipway/model/kinds/scalable-target/index.ts";
import { newestScalingActivities, type ScalingActivity } from "#ledger/scaling-activities.ts";
import type { Members } from "../call.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { validationError } from "./autoscaling-error.ts";
import { pageSize, placeIn, tokenAfter } from "./page.ts";
import { allOf, isAskedFor } from "./scaled.ts";

/** "Scaling activities [...] from the previous six weeks" (API reference, DescribeScalingActivities). */
const SIX_WEEKS_MS = 42 * 86_400_000;

/** DescribeScalingActivities, the newest first: those of targets that are there. */
export async function describeScalingActivities(input: Members, call: LedgerCall): Promise<Members> {
  if (input["IncludeNotScaledActivities"] === true)
    throw validationError(
      "IncludeNotScaledActivities is not served here: why nothing is scaled is told by the ScalableTarget's status and by slipway why",
    );
  const limit = pageSize(input);
  const after = placeIn(input, isMark);
  const targets = (await allOf(call, scalableTargetKind)).filter(isAskedFor(input));
  const subjects = targets.map(({ metadata: { namespace = "", name, uid = "" } }) => ({
    ...{ namespace, kind: scalableTargetKind.kind, name, uid },
  }));
  if (subjects.length === 0) return { ScalingActivities: [] };
  const page = { limit, ...(after === undefined ? {} : { after }) };
  const { activities, next } = await newestScalingActivities(call.ledger, subjects, page);
  const since = call.now.getTime() - SIX_WEEKS_MS;
  const told = activities.filter(({ at }) => at.getTime() >= since);
  return {
    ScalingActivities: told.map((activity) => activityMembers(activity, input)),
    // What comes after one that is too old is older still.
    ...(told.length < activities.length ? {} : tokenAfter(next)),
  };
}

const isMark = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const activityMembers = (
  { id, at, desired, cause, resourceID }: ScalingActivity,
  input: Members,
): Members => ({
  ActivityId: id,
  ServiceNamespace: input["ServiceNamespace"],
  ResourceId: resourceID,
  ScalableDimension: "sagemaker:variant:DesiredInstanceCount",
  Description: `Setting desired instance count to ${desired}.`,
  Cause: cause,
  StartTime: at,
  EndTime: at,
  StatusCode: "Successful",
  StatusMessage: `Successfully set desired instance count to ${desired}. Change successfully fulfilled by sagemaker.`,
});
