/** `status.slipway` of a TrainingJob: what AWS has no word for. */
export interface SlipwayStatus {
  /** Names of the pods that run the job, oldest first. */
  readonly pods?: readonly string[];
  /** What trained, as the program said it, e.g. `xgboost 3.2.0`. */
  readonly engine?: string;
  /** The run's name at the runtime. */
  readonly run?: string;
  /** The image that runs, after well-known names were mapped. */
  readonly image?: string;
  /** What the job waits for and what would end it, or how it ended. */
  readonly message?: string;
  /** When stopping was asked for (RFC 3339). */
  readonly stopRequested?: string;
  /** What else is known, by name. */
  readonly facts?: Readonly<Record<string, string>>;
}
