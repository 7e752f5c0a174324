import { cumulative, density, tail } from "../numerics/normal.ts";

export interface LogImprovement {
  readonly value: number;
  /** The derivative by the mean. */
  readonly byMean: number;
  /** The derivative by the standard deviation. */
  readonly byDeviation: number;
}

/**
 * The logarithm of the expected improvement below `best` of a normal variable, with its derivatives: finite and with a
 * slope where the improvement itself underflows (Ament et al. 2023, arXiv 2310.20708).
 */
export function logExpectedImprovement(mean: number, deviation: number, best: number): LogImprovement {
  const z = (best - mean) / deviation;
  const { log, cumulativeShare, densityShare } = z < -2 ? farBelow(-z) : near(z);
  return {
    value: Math.log(deviation) + log,
    byMean: -cumulativeShare / deviation,
    byDeviation: densityShare / deviation,
  };
}

/** Of h(z) = φ(z) + z Φ(z): its logarithm, Φ/h and φ/h. */
interface Parts {
  readonly log: number;
  readonly cumulativeShare: number;
  readonly densityShare: number;
}

function near(z: number): Parts {
  const below = cumulative(z);
  const height = density(z);
  const h = height + z * below;
  return { log: Math.log(h), cumulativeShare: below / h, densityShare: height / h };
}

/** At z = -x, with Mills' ratio 1/(x + rest): Φ = φ/(x + rest), so h = φ rest/(x + rest). */
function farBelow(x: number): Parts {
  const { whole, rest } = tail(x);
  return {
    log: -0.5 * x * x - 0.5 * Math.log(2 * Math.PI) + Math.log(rest / whole),
    cumulativeShare: 1 / rest,
    densityShare: whole / rest,
  };
}
