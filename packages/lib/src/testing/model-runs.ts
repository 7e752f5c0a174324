/** What fast-check is told. */
export interface ModelRuns {
  readonly numRuns: number;
  readonly seed?: number;
  /** Shrinking goes on this long at most, so that a failure is told while the test may still run. */
  readonly interruptAfterTimeLimit: number;
}

/** The same sequences in every ordinary run: a test that fails today fails tomorrow. */
const SEED = 20_261_128;

/**
 * How many sequences a model-based test tries: `runs` with one seed; `SLIPWAY_MODEL_RUNS` times as many with a seed of its own where
 * that is set, which a failure names.
 */
export function modelRuns(runs: number): ModelRuns {
  const factor = Number(process.env["SLIPWAY_MODEL_RUNS"] ?? "");
  if (factor > 0) return { numRuns: Math.ceil(runs * factor), interruptAfterTimeLimit: 30 * 60_000 };
  return { numRuns: runs, seed: SEED, interruptAfterTimeLimit: 40_000 };
}
