import { logGamma } from "./log-gamma.ts";
import type { Metric } from "./metric.ts";

const LEAST = 1e-16;
/** XGBoost squares in single precision, so that what ran away far enough is infinite. */
const single = Math.fround;

/** Metrics that are a weighted mean over rows of something that depends on one prediction. */
export const ELEMENTWISE: Readonly<Record<string, Metric>> = {
  rmse: mean("rmse", (prediction, label) => single(single(prediction - label) ** 2), Math.sqrt),
  rmsle: mean("rmsle", (prediction, label) => (Math.log1p(label) - Math.log1p(prediction)) ** 2, Math.sqrt),
  mae: mean("mae", (prediction, label) => Math.abs(prediction - label)),
  mape: mean("mape", (prediction, label) => Math.abs((label - prediction) / label)),
  mphe: mean("mphe", (prediction, label) => {
    const square = single(1 + single(single(prediction - label) ** 2));
    return single(single(Math.sqrt(square)) - 1);
  }),
  logloss: mean("logloss", logLoss),
  error: errorAt("error", 0.5),
  "poisson-nloglik": mean("poisson-nloglik", poisson),
  "gamma-nloglik": mean("gamma-nloglik", (prediction, label) => {
    const rate = Math.max(prediction, LEAST);
    return label / rate + Math.log(rate);
  }),
  "gamma-deviance": mean("gamma-deviance", gammaDeviance, (value) => 2 * value),
};

/** `error@t`: the share of rows on the wrong side of `threshold`. */
export function errorAt(name: string, threshold: number): Metric {
  return mean(name, (prediction, label) => (prediction > threshold ? 1 - label : label));
}

/** `tweedie-nloglik@p`. */
export function tweedieLikelihood(name: string, power: number): Metric {
  return mean(name, (prediction, label) => {
    const log = Math.log(prediction);
    const low = (label * Math.exp((1 - power) * log)) / (1 - power);
    return Math.exp((2 - power) * log) / (2 - power) - low;
  });
}

function mean(
  name: string,
  at: (prediction: number, label: number) => number,
  finish: (mean: number) => number = (value) => value,
): Metric {
  return {
    name,
    higherIsBetter: false,
    evaluate(predictions, { labels, weights }) {
      let sum = 0;
      let total = 0;
      for (let row = 0; row < labels.length; row++) {
        const weight = weights ? (weights[row] as number) : 1;
        sum += weight * at(predictions[row] as number, labels[row] as number);
        total += weight;
      }
      return finish(total === 0 ? sum : sum / total);
    },
  };
}

function logLoss(prediction: number, label: number): number {
  const no = 1 - prediction;
  return -label * Math.log(Math.max(prediction, LEAST)) - (1 - label) * Math.log(Math.max(no, LEAST));
}

function poisson(prediction: number, label: number): number {
  const rate = Math.max(prediction, LEAST);
  return logGamma(label + 1) + rate - Math.log(rate) * label;
}

function gammaDeviance(prediction: number, label: number): number {
  const [rate, value] = [prediction + 1e-6, label + 1e-6];
  return Math.log(rate / value) + value / rate - 1;
}
