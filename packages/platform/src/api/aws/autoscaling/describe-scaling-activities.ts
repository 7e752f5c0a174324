import { scalableTargetKind } from "@slipway/model/kinds/scalable-target/index.ts";
import { newestScalingActivities } from "#ledger/scaling-activities.ts";
import type { Members } from "../call.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { allOf, isAskedFor } from "./scaled.ts";

const MOST = 50;

/** DescribeScalingActivities, the newest first: those of targets that are there. */
export async function describeScalingActivities(input: Members, call: LedgerCall): Promise<Members> {
  const targets = (await allOf(call, scalableTargetKind)).filter(isAskedFor(input));
  const subjects = targets.map(({ metadata: { namespace = "", name, uid = "" } }) => ({
    ...{ namespace, kind: scalableTargetKind.kind, name, uid },
  }));
  if (subjects.length === 0) return { ScalingActivities: [] };
  const most = Math.min(Number(input["MaxResults"] ?? MOST), MOST);
  const activities = await newestScalingActivities(call.ledger, subjects, most);
  return {
    ScalingActivities: activities.map(({ id, at, desired, cause, resourceID }) => ({
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
    })),
  };
}
