import { SlipwayError } from "@slipway/model";
import { meanLabel, meanPositive, meanProbability, medianLabel, newtonStep } from "./base-score.ts";
import type { Objective, ObjectiveParameters } from "./objective.ts";
import { type PointDerivatives, pointwise } from "./pointwise.ts";
import { softmaxObjective } from "./softmax.ts";

type Make = (parameters: ObjectiveParameters) => Objective;

const anyLabel = { rule: "a number", isRight: () => true };
const probability = { rule: "between 0 and 1", isRight: (label: number) => label >= 0 && label <= 1 };
const notNegative = { rule: "0 or more", isRight: (label: number) => label >= 0 };
const positive = { rule: "above 0", isRight: (label: number) => label > 0 };
const aboveMinusOne = { rule: "above -1", isRight: (label: number) => label > -1 };
const zeroOrOne = { rule: "0 or 1", isRight: (label: number) => label === 0 || label === 1 };
const LEAST_HESSIAN = 1e-16;
const LEAST_LOG_HESSIAN = 1e-6;
const SMALLEST = 1.1754943508222875e-38;
const single = Math.fround;
const exp = (power: number): number => single(Math.exp(single(power)));
const log1p = (value: number): number => single(Math.log1p(single(value)));
const sigmoid = (margin: number): number => single(1 / single(1 + exp(-margin)));

const OBJECTIVES: Readonly<Record<string, Make>> = {
  "reg:squarederror": squaredError,
  "reg:linear": (parameters) => squaredError({ ...parameters, name: "reg:squarederror" }),
  "reg:logistic": (parameters) => logistic(parameters, "rmse"),
  "binary:logistic": (parameters) => logistic(parameters, "logloss"),
  "binary:hinge": hinge,
  "reg:squaredlogerror": squaredLogError,
  "reg:pseudohubererror": pseudoHuberError,
  "reg:absoluteerror": absoluteError,
  "reg:gamma": gamma,
  "reg:tweedie": tweedie,
  "count:poisson": poisson,
  "multi:softmax": softmax,
  "multi:softprob": softmax,
};

/** The objectives that the built-in engine learns. */
export const OBJECTIVE_NAMES: readonly string[] = Object.keys(OBJECTIVES);

export function chooseObjective(parameters: ObjectiveParameters): Objective {
  const make = Object.hasOwn(OBJECTIVES, parameters.name) ? OBJECTIVES[parameters.name] : undefined;
  if (!make) {
    const known = OBJECTIVE_NAMES.join(", ");
    throw new SlipwayError(
      "SLIP-XGB-003",
      `objective ${parameters.name}: the built-in engine knows ${known}`,
    );
  }
  return make(parameters);
}

/** The part of the model file that most regressions share. */
function plainEntry({ name, scalePositive }: ObjectiveParameters): Objective["fileEntry"] {
  return { name, reg_loss_param: { scale_pos_weight: String(scalePositive) } };
}

const positiveWeight =
  ({ scalePositive }: ObjectiveParameters) =>
  (label: number): number =>
    label === 1 ? single(scalePositive) : 1;

function squaredError(parameters: ObjectiveParameters): Objective {
  const derive = pointwise((margin, label) => [margin - label, 1], positiveWeight(parameters));
  return {
    name: parameters.name,
    outputs: 1,
    defaultMetric: "rmse",
    label: anyLabel,
    baseScore: parameters.scalePositive === 1 ? meanLabel : newtonStep(derive),
    derive,
    fileEntry: plainEntry(parameters),
  };
}

function logistic(parameters: ObjectiveParameters, defaultMetric: string): Objective {
  const at = (margin: number, label: number): PointDerivatives => {
    const share = sigmoid(margin);
    return [share - label, Math.max(share * single(1 - share), LEAST_HESSIAN)];
  };
  const derive = pointwise(at, positiveWeight(parameters));
  return {
    name: parameters.name,
    outputs: 1,
    defaultMetric,
    label: probability,
    baseScore: parameters.scalePositive === 1 ? meanProbability : newtonStep(derive, sigmoid),
    derive,
    fileEntry: plainEntry(parameters),
  };
}

function hinge({ name }: ObjectiveParameters): Objective {
  const at = (margin: number, label: number): PointDerivatives => {
    const side = label === 1 ? 1 : -1;
    return margin * side < 1 ? [-side, 1] : [0, SMALLEST];
  };
  const derive = pointwise(at);
  return {
    name,
    outputs: 1,
    defaultMetric: "error",
    label: zeroOrOne,
    baseScore: newtonStep(derive, (margin) => (margin > 0 ? 1 : 0)),
    derive,
    fileEntry: { name },
  };
}

function squaredLogError(parameters: ObjectiveParameters): Objective {
  const at = (margin: number, label: number): PointDerivatives => {
    const prediction = Math.max(margin, single(-1 + 1e-6));
    const [predicted, actual] = [log1p(prediction), log1p(label)];
    const slope = single(prediction + 1);
    const curvature = single(single(actual - predicted) + 1) / single(slope ** 2);
    return [single(predicted - actual) / slope, Math.max(curvature, LEAST_LOG_HESSIAN)];
  };
  const derive = pointwise(at);
  return {
    name: parameters.name,
    outputs: 1,
    defaultMetric: "rmsle",
    label: aboveMinusOne,
    baseScore: newtonStep(derive),
    derive,
    fileEntry: plainEntry(parameters),
  };
}

function pseudoHuberError({ name }: ObjectiveParameters): Objective {
  const derive = pointwise((margin, label) => {
    const difference = single(margin - label);
    const square = single(1 + single(difference ** 2));
    const root = single(Math.sqrt(square));
    return [difference / root, 1 / single(square * root)];
  });
  return {
    name,
    outputs: 1,
    defaultMetric: "mphe",
    label: anyLabel,
    baseScore: newtonStep(derive),
    derive,
    fileEntry: { name, pseudo_huber_param: { huber_slope: "1" } },
  };
}

function absoluteError({ name }: ObjectiveParameters): Objective {
  return {
    name,
    outputs: 1,
    defaultMetric: "mae",
    label: anyLabel,
    leafQuantile: 0.5,
    baseScore: medianLabel,
    derive: pointwise((margin, label) => [Math.sign(margin - label), 1]),
    fileEntry: { name },
  };
}

function gamma(parameters: ObjectiveParameters): Objective {
  const derive = pointwise((margin, label) => {
    const ratio = single(label / exp(margin));
    return [1 - ratio, ratio];
  }, positiveWeight(parameters));
  return {
    name: parameters.name,
    outputs: 1,
    defaultMetric: "gamma-deviance",
    label: positive,
    baseScore: parameters.scalePositive === 1 ? meanPositive : newtonStep(derive, Math.exp),
    derive,
    fileEntry: plainEntry(parameters),
  };
}

function tweedie({ name, tweedieVariancePower: power }: ObjectiveParameters): Objective {
  const below = single(1 - single(power));
  const above = single(2 - single(power));
  return {
    name,
    outputs: 1,
    defaultMetric: `tweedie-nloglik@${power}`,
    label: notNegative,
    baseScore: meanPositive,
    derive: pointwise((margin, label) => {
      const low = exp(below * margin);
      const high = exp(above * margin);
      const gradient = single(-label * low) + high;
      return [gradient, single(single(-label * below) * low) + single(above * high)];
    }),
    fileEntry: { name, tweedie_regression_param: { tweedie_variance_power: String(power) } },
  };
}

function poisson({ name, maxDeltaStep }: ObjectiveParameters): Objective {
  return {
    name,
    outputs: 1,
    defaultMetric: "poisson-nloglik",
    label: notNegative,
    baseScore: meanPositive,
    derive: pointwise((margin, label) => [exp(margin) - label, exp(margin + single(maxDeltaStep))]),
    fileEntry: { name, poisson_regression_param: { max_delta_step: String(maxDeltaStep) } },
  };
}

function softmax({ name, classes }: ObjectiveParameters): Objective {
  if (classes === undefined) {
    throw new SlipwayError(
      "SLIP-XGB-002",
      `num_class is missing; objective ${name} needs the number of classes`,
    );
  }
  return softmaxObjective(name, classes);
}
