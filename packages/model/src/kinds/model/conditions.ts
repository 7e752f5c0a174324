import { ACK_CONDITIONS } from "../../ack.ts";

/** What a Model's status can hold. */
export const modelConditions = ACK_CONDITIONS;

export type ModelConditionType = (typeof modelConditions)[number];
