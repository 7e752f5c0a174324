import type { AckConditionType } from "../../ack.ts";
import type { RunConditionType } from "../../run-record.ts";

/** What a TrainingJob's status can hold: ACK's conditions and those of its run. */
export type TrainingJobConditionType = AckConditionType | RunConditionType;
