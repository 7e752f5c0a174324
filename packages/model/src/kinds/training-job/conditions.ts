import { ACK_CONDITIONS } from "../../ack.ts";
import { RUN_CONDITIONS } from "../../run-record.ts";

/** What a TrainingJob's status can hold: ACK's conditions and those of its run. */
export const trainingJobConditions = [...ACK_CONDITIONS, ...RUN_CONDITIONS] as const;

export type TrainingJobConditionType = (typeof trainingJobConditions)[number];
