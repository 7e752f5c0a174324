import { ACK_CONDITIONS } from "../../ack.ts";

/** What an Endpoint's status can hold. */
export const endpointConditions = ACK_CONDITIONS;

export type EndpointConditionType = (typeof endpointConditions)[number];
