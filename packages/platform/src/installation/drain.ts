/**
 * How a part that is asked to end does so without failing a request: for `preStopSeconds` nothing of it changes, while the cluster takes
 * it out of its Services; then it answers for `acceptingMs` more and closes connections as it does, and lets what is under way end.
 */
export const DRAIN = {
  preStopSeconds: 5,
  acceptingMs: 5_000,
  /** Longer than an answer that is streamed, to which SageMaker gives eight minutes. */
  graceMs: 485_000,
} as const;

/** What the kubelet has to give it in all. */
export const DRAIN_SECONDS = DRAIN.preStopSeconds + (DRAIN.acceptingMs + DRAIN.graceMs) / 1_000 + 5;
