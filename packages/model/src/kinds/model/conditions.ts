import type { AckConditionType } from "../../ack.ts";

/** What a Model's status can hold. */
export type ModelConditionType = AckConditionType;
