import { KINDS } from "./kinds.ts";
import { type ServiceName, serviceModel } from "./source/service-model.ts";

/** Operations that belong to no kind, by service. */
const FURTHER: Readonly<Partial<Record<ServiceName, readonly string[]>>> = {
  sagemaker: ["AddTags", "DeleteTags", "ListTags", "Search", "GetSearchSuggestions"],
  "sagemaker-metrics": ["BatchGetMetrics", "BatchPutMetrics"],
  sts: ["AssumeRole", "GetCallerIdentity", "GetSessionToken"],
  "application-autoscaling": [
    "DeleteScalingPolicy",
    "DeleteScheduledAction",
    "DeregisterScalableTarget",
    "DescribeScalableTargets",
    "DescribeScalingActivities",
    "DescribeScalingPolicies",
    "DescribeScheduledActions",
    "ListTagsForResource",
    "PutScheduledAction",
    "TagResource",
    "UntagResource",
  ],
  logs: ["DescribeLogGroups", "DescribeLogStreams", "FilterLogEvents", "GetLogEvents"],
  monitoring: [
    "DeleteAlarms",
    "DescribeAlarmHistory",
    "DescribeAlarms",
    "DescribeAlarmsForMetric",
    "DisableAlarmActions",
    "EnableAlarmActions",
    "GetMetricData",
    "GetMetricStatistics",
    "ListMetrics",
    "ListTagsForResource",
    "PutMetricAlarm",
    "PutMetricData",
    "SetAlarmState",
    "TagResource",
    "UntagResource",
  ],
  iam: [
    "AttachRolePolicy",
    "CreatePolicy",
    "CreateRole",
    "CreateServiceLinkedRole",
    "DeletePolicy",
    "DeleteRole",
    "DeleteRolePolicy",
    "DeleteServiceLinkedRole",
    "DetachRolePolicy",
    "GetPolicy",
    "GetPolicyVersion",
    "GetRole",
    "GetRolePolicy",
    "GetServiceLinkedRoleDeletionStatus",
    "GetUser",
    "ListAttachedRolePolicies",
    "ListInstanceProfilesForRole",
    "ListPolicies",
    "ListPolicyVersions",
    "ListRolePolicies",
    "ListRoles",
    "ListRoleTags",
    "PutRolePolicy",
    "SimulatePrincipalPolicy",
    "TagRole",
    "UntagRole",
    "UpdateAssumeRolePolicy",
    "UpdateRole",
    "UpdateRoleDescription",
  ],
};

/** One operation, and the served kind that it is about. */
export interface NamedOperation {
  readonly name: string;
  readonly kind?: string;
}

/** The operations of a service whose shapes and constraints are written into the model: those of its served kinds, and further ones. */
export function operationsOf(service: ServiceName): readonly NamedOperation[] {
  const { operations } = serviceModel(service);
  const ofKinds = KINDS.filter((definition) => definition.served && definition.service === service).flatMap(
    ({ kind, create, also = [] }) =>
      [create, `Describe${kind}`, `Delete${kind}`, `List${kind}s`, `Stop${kind}`]
        .filter((name) => Object.hasOwn(operations, name))
        .concat(also)
        .map((name) => ({ name, kind })),
  );
  return [...ofKinds, ...(FURTHER[service] ?? []).map((name) => ({ name }))];
}

/** Services of which something is served: a kind, or operations alone. */
export function servedServices(): readonly ServiceName[] {
  const ofKinds = KINDS.filter(({ served }) => served).map(({ service }) => service);
  return [...new Set([...ofKinds, ...(Object.keys(FURTHER) as ServiceName[])])];
}

/** Members that ACK requires of a create input although AWS's API has since made them optional, by the input's shape. */
export function requiredByAck(service: ServiceName, shape: string): readonly string[] | undefined {
  const { operations } = serviceModel(service);
  return KINDS.find(
    (definition) => definition.service === service && operations[definition.create]?.input?.shape === shape,
  )?.required;
}

/**
 * Members that are written of a shape which reaches far beyond the kinds that are served: a record of Search has one for each of
 * AWS's. The others are not known here.
 */
const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  SearchRecord: ["TrainingJob", "Endpoint", "Model"],
  Endpoint: [
    "EndpointName",
    "EndpointArn",
    "EndpointConfigName",
    "ProductionVariants",
    "DataCaptureConfig",
    "EndpointStatus",
    "FailureReason",
    "CreationTime",
    "LastModifiedTime",
    "Tags",
    "ShadowProductionVariants",
  ],
  ModelDashboardModel: ["Model", "Endpoints"],
};

/** Whether a member of a shape is written into the model. */
export function isWritten(shape: string, member: string): boolean {
  return WRITTEN[shape]?.includes(member) ?? true;
}
