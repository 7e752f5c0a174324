import { minimizeInBox } from "../numerics/minimize-in-box.ts";
import { type Categorical, type Kernel, pairDifferences } from "./kernel.ts";
import { kernelOf, Likelihood } from "./likelihood.ts";

/** Of one parameter: the negative logarithm of its prior density, and that one's derivative by the parameter's logarithm. */
interface Prior {
  readonly start: number;
  readonly lower: number;
  readonly upper: number;
  readonly negativeLog: (value: number) => number;
  readonly slope: (value: number) => number;
}

/** The most evaluations of one fit. */
const EVALUATIONS = 40;
/** In logarithms of probability. */
const LEAST_GAIN = 0.001;

/** Optuna's prior of 1/length² in its GPSampler: neither a needle in a cube of few points, nor a dimension without effect. */
const LENGTH: Prior = {
  start: 0.5,
  lower: 5e-3,
  upper: 1e3,
  negativeLog: (length) => 0.1 * length * length + 0.1 / (length * length),
  slope: (length) => 0.2 * length * length - 0.2 / (length * length),
};

/** Gamma with shape 2 and rate 1. */
const SIGNAL: Prior = {
  start: 1,
  lower: 0.05,
  upper: 50,
  negativeLog: (signal) => signal - Math.log(signal),
  slope: (signal) => signal - 1,
};

/** Gamma with shape 1.1 and rate 30: most training is far from exact, and further from nothing but noise. */
const NOISE: Prior = {
  start: 1e-3,
  lower: 1e-6,
  upper: 1,
  negativeLog: (noise) => 30 * noise - 0.1 * Math.log(noise),
  slope: (noise) => 30 * noise - 0.1,
};

/** Beta with both shapes 2. */
const ADDITIVE: Prior = {
  start: 0.5,
  lower: 0.01,
  upper: 0.95,
  negativeLog: (share) => -Math.log(share * (1 - share)),
  slope: (share) => (2 * share - 1) / (1 - share),
};

/** The most probable kernel for targets of mean 0 and variance 1. */
export function fitKernel(
  points: readonly Float64Array[],
  targets: Float64Array,
  categorical: Categorical,
): Kernel {
  const priors = [...categorical.map(() => LENGTH), SIGNAL, NOISE, ADDITIVE];
  const likelihood = new Likelihood(pairDifferences(points, categorical), targets);
  const objective = (logs: Float64Array, gradient: Float64Array) => {
    const parameters = logs.map(Math.exp);
    let value = likelihood.negativeLog(parameters, gradient);
    priors.forEach(({ negativeLog, slope }, index) => {
      const parameter = parameters[index] as number;
      value += negativeLog(parameter);
      gradient[index] = (gradient[index] as number) * parameter + slope(parameter);
    });
    return value;
  };
  const box = {
    lower: priors.map(({ lower }) => Math.log(lower)),
    upper: priors.map(({ upper }) => Math.log(upper)),
    evaluations: EVALUATIONS,
    leastGain: LEAST_GAIN,
  };
  const start = Float64Array.from(priors, (prior) => Math.log(prior.start));
  return kernelOf(minimizeInBox(objective, start, box).point.map(Math.exp));
}
