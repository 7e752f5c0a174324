/** `status.slipway` of a TransformJob: what AWS has no word for. */
export type { RunRecord as SlipwayStatus } from "../../run-record.ts";
