import { APPLICATION_AUTOSCALING } from "@slipway/model/aws/application-autoscaling/service.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { served } from "../services/rpc-service.ts";
import { describeScalingActivities } from "./describe-scaling-activities.ts";
import {
  deregisterScalableTarget,
  describeScalableTargets,
  registerScalableTarget,
} from "./scalable-targets.ts";
import { deleteScalingPolicy, describeScalingPolicies, putScalingPolicy } from "./scaling-policies.ts";
import { deleteScheduledAction, describeScheduledActions, putScheduledAction } from "./scheduled-actions.ts";
import { listTagsForResource, tagResource, untagResource } from "./target-tags.ts";

/** What is served of Application Auto Scaling. */
export const autoscalingService = served<LedgerCall>(APPLICATION_AUTOSCALING, {
  DeleteScalingPolicy: deleteScalingPolicy,
  DeleteScheduledAction: deleteScheduledAction,
  DeregisterScalableTarget: deregisterScalableTarget,
  DescribeScalableTargets: describeScalableTargets,
  DescribeScalingActivities: describeScalingActivities,
  DescribeScalingPolicies: describeScalingPolicies,
  DescribeScheduledActions: describeScheduledActions,
  ListTagsForResource: listTagsForResource,
  PutScalingPolicy: putScalingPolicy,
  PutScheduledAction: putScheduledAction,
  RegisterScalableTarget: registerScalableTarget,
  TagResource: tagResource,
  UntagResource: untagResource,
});
