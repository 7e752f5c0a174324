import type { AckConditionType } from "../../ack.ts";

/** What an Endpoint's status can hold. */
export type EndpointConditionType = AckConditionType;
