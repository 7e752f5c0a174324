import { ACK_CONDITIONS } from "../../ack.ts";
import { RUN_CONDITIONS } from "../../run-record.ts";

/** What a TransformJob's status can hold: ACK's conditions and those of its run. */
export const transformJobConditions = [...ACK_CONDITIONS, ...RUN_CONDITIONS] as const;

export type TransformJobConditionType = (typeof transformJobConditions)[number];
