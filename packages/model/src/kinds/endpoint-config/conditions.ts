import type { AckConditionType } from "../../ack.ts";

/** What an EndpointConfig's status can hold. */
export type EndpointConfigConditionType = AckConditionType;
