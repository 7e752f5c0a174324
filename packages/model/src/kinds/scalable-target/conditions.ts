import { ACK_CONDITIONS } from "../../ack.ts";

/** What a ScalableTarget's status can hold. */
export const scalableTargetConditions = ACK_CONDITIONS;

export type ScalableTargetConditionType = (typeof scalableTargetConditions)[number];
