/** So long routers may take to hear of another share, before what has none is ended. */
export const SETTLE_MS = 2_000;
/** So long is waited for a fleet that is not whole, before what answers of it has to do: as long as Kubernetes' `progressDeadlineSeconds`. */
export const PATIENCE_MS = 600_000;
