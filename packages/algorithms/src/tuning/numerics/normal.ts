const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);
/** Where the series gives way to the continued fraction. */
const TAIL = 2;

/** The standard normal density. */
export function density(z: number): number {
  return Math.exp(-0.5 * z * z) / ROOT_TWO_PI;
}

/** The standard normal distribution function, to 1e-14 (Marsaglia 2004; a continued fraction in the tails). */
export function cumulative(z: number): number {
  if (z < -TAIL) return density(z) / tail(-z).whole;
  if (z > TAIL) return 1 - density(z) / tail(z).whole;
  let term = z;
  let sum = z;
  for (let odd = 3; Math.abs(term) > 1e-18; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return 0.5 + sum * density(z);
}

/** The inverse of `cumulative` for 0 < p < 1: Acklam's approximation, brought to full precision by one step of Halley's. */
export function quantile(p: number): number {
  if (p > 0.5) return -quantile(1 - p);
  const rough = p < 0.02425 ? lowTail(p) : middle(p);
  const error = (cumulative(rough) - p) / density(rough);
  return rough - error / (1 + 0.5 * rough * error);
}

function lowTail(p: number): number {
  const q = Math.sqrt(-2 * Math.log(p));
  const above = horner(
    [
      -7.784894002430293e-3, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
      2.938163982698783,
    ],
    q,
  );
  return (
    above / horner([7.784695709041462e-3, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1], q)
  );
}

function middle(p: number): number {
  const q = p - 0.5;
  const above = horner(
    [
      -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
      2.506628277459239,
    ],
    q * q,
  );
  return (
    (above * q) /
    horner(
      [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1],
      q * q,
    )
  );
}

function horner(coefficients: readonly number[], at: number): number {
  return coefficients.reduce((sum, coefficient) => sum * at + coefficient, 0);
}

/**
 * For x > 0 the reciprocal of Mills' ratio, `whole` = x + 1/(x + 2/(x + 3/...)), and `rest` = `whole` - x without the
 * cancellation of that difference.
 */
export function tail(x: number): { readonly whole: number; readonly rest: number } {
  const terms = Math.ceil(8 + 400 / (x * x));
  let rest = 0;
  for (let term = Math.min(terms, 120); term > 0; term--) rest = term / (x + rest);
  return { whole: x + rest, rest };
}
