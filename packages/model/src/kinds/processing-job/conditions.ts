import { ACK_CONDITIONS } from "../../ack.ts";
import { RUN_CONDITIONS } from "../../run-record.ts";

/** What a ProcessingJob's status can hold: ACK's conditions and those of its run. */
export const processingJobConditions = [...ACK_CONDITIONS, ...RUN_CONDITIONS] as const;

export type ProcessingJobConditionType = (typeof processingJobConditions)[number];
