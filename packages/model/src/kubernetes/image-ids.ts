/**
 * The variable by which Slipway's own programs in a pod beside containers of an engine learn which images those are of: a JSON object of an engine's
 * ids by container. Absent where nobody knows them before the pod begins.
 */
export const IMAGE_IDS = "SLIPWAY_IMAGE_IDS";
