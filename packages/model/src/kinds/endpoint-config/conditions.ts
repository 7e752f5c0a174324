import { ACK_CONDITIONS } from "../../ack.ts";

/** What an EndpointConfig's status can hold. */
export const endpointConfigConditions = ACK_CONDITIONS;

export type EndpointConfigConditionType = (typeof endpointConfigConditions)[number];
