import { ACK_CONDITIONS } from "../../ack.ts";

/** What a ScalingPolicy's status can hold. */
export const scalingPolicyConditions = ACK_CONDITIONS;

export type ScalingPolicyConditionType = (typeof scalingPolicyConditions)[number];
