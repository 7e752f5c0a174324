/** What fast-check is told. */
export interface ModelRuns {
  readonly numRuns: number;
  readonly seed?: number;
  /** One sequence: one that hangs fails, and is told before the test's own time is up. */
  readonly timeout: number;
  /** All of them, with what a failure takes to be made short. */
  readonly interruptAfterTimeLimit: number;
  readonly markInterruptAsFailure: true;
}

const HOUR_MS = 3_600_000;
const BOUNDS = { timeout: 5_000, markInterruptAsFailure: true } as const;

/** The same sequences in every ordinary run: a test that fails today fails tomorrow. */
const SEED = 20_261_128;

/**
 * How many sequences a model-based test tries: `runs` with one seed; `SLIPWAY_MODEL_RUNS` times as many with a seed of its own where
 * that is set, which a failure names.
 */
export function modelRuns(runs: number): ModelRuns {
  const factor = Number(process.env["SLIPWAY_MODEL_RUNS"] ?? "");
  if (factor > 0) return { ...BOUNDS, numRuns: Math.ceil(runs * factor), interruptAfterTimeLimit: HOUR_MS };
  return { ...BOUNDS, numRuns: runs, seed: SEED, interruptAfterTimeLimit: 45_000 };
}
