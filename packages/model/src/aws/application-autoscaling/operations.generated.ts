// Made by `npm run generate` from AWS's service model; do not edit.
import type { AwsProtocols } from "../service.ts";
import type { Operation } from "../shape.ts";

export const PROTOCOLS: AwsProtocols = { json: { targetPrefix: "AnyScaleFrontendService" } };

export const OPERATIONS = {
  RegisterScalableTarget: {
    input: "RegisterScalableTargetRequest",
    output: "RegisterScalableTargetResponse",
    errors: ["ValidationException", "LimitExceededException", "ConcurrentUpdateException", "InternalServiceException"],
    kind: "ScalableTarget",
  },
  PutScalingPolicy: {
    input: "PutScalingPolicyRequest",
    output: "PutScalingPolicyResponse",
    errors: [
      "ValidationException",
      "LimitExceededException",
      "ObjectNotFoundException",
      "ConcurrentUpdateException",
      "FailedResourceAccessException",
      "InternalServiceException",
    ],
    kind: "ScalingPolicy",
  },
  DeleteScalingPolicy: {
    input: "DeleteScalingPolicyRequest",
    output: "DeleteScalingPolicyResponse",
    errors: ["ValidationException", "ObjectNotFoundException", "ConcurrentUpdateException", "InternalServiceException"],
  },
  DeleteScheduledAction: {
    input: "DeleteScheduledActionRequest",
    output: "DeleteScheduledActionResponse",
    errors: ["ValidationException", "ObjectNotFoundException", "ConcurrentUpdateException", "InternalServiceException"],
  },
  DeregisterScalableTarget: {
    input: "DeregisterScalableTargetRequest",
    output: "DeregisterScalableTargetResponse",
    errors: ["ValidationException", "ObjectNotFoundException", "ConcurrentUpdateException", "InternalServiceException"],
  },
  DescribeScalableTargets: {
    input: "DescribeScalableTargetsRequest",
    output: "DescribeScalableTargetsResponse",
    errors: ["ValidationException", "InvalidNextTokenException", "ConcurrentUpdateException", "InternalServiceException"],
  },
  DescribeScalingActivities: {
    input: "DescribeScalingActivitiesRequest",
    output: "DescribeScalingActivitiesResponse",
    errors: ["ValidationException", "InvalidNextTokenException", "ConcurrentUpdateException", "InternalServiceException"],
  },
  DescribeScalingPolicies: {
    input: "DescribeScalingPoliciesRequest",
    output: "DescribeScalingPoliciesResponse",
    errors: ["ValidationException", "FailedResourceAccessException", "InvalidNextTokenException", "ConcurrentUpdateException", "InternalServiceException"],
  },
  DescribeScheduledActions: {
    input: "DescribeScheduledActionsRequest",
    output: "DescribeScheduledActionsResponse",
    errors: ["ValidationException", "InvalidNextTokenException", "ConcurrentUpdateException", "InternalServiceException"],
  },
  ListTagsForResource: { input: "ListTagsForResourceRequest", output: "ListTagsForResourceResponse", errors: ["ResourceNotFoundException"] },
  PutScheduledAction: {
    input: "PutScheduledActionRequest",
    output: "PutScheduledActionResponse",
    errors: ["ValidationException", "LimitExceededException", "ObjectNotFoundException", "ConcurrentUpdateException", "InternalServiceException"],
  },
  TagResource: { input: "TagResourceRequest", output: "TagResourceResponse", errors: ["ResourceNotFoundException", "TooManyTagsException", "ValidationException"] },
  UntagResource: { input: "UntagResourceRequest", output: "UntagResourceResponse", errors: ["ResourceNotFoundException", "ValidationException"] },
} as const satisfies Readonly<Record<string, Operation>>;
