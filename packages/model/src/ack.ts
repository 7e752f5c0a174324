/** `status.ackResourceMetadata`, as every ACK kind has it. */
export interface AckResourceMetadata {
  readonly arn?: string;
  readonly ownerAccountID: string;
  readonly region: string;
  readonly partition?: string;
}

/** The condition types of ACK's kinds. */
export const ACK_CONDITIONS = [
  "ACK.ResourceSynced",
  "ACK.Terminal",
  "ACK.Recoverable",
  "ACK.Advisory",
  "ACK.LateInitialized",
  "ACK.ReferencesResolved",
  "ACK.IAMRoleSelected",
  "Ready",
] as const;

export type AckConditionType = (typeof ACK_CONDITIONS)[number];

export const SAGEMAKER_GROUP = "sagemaker.services.k8s.aws";
export const APPLICATION_AUTOSCALING_GROUP = "applicationautoscaling.services.k8s.aws";

/** The finalizer that ACK's controller puts on an object of its kinds. */
export const ackFinalizer = (kind: string): string => `finalizers.${SAGEMAKER_GROUP}/${kind}`;
