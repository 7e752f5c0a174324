import { CLASSIFICATION, mse, r2 } from "./classification.ts";
import { ELEMENTWISE, errorAt, tweedieLikelihood } from "./elementwise.ts";
import type { Metric } from "./metric.ts";
import { MULTICLASS } from "./multiclass.ts";
import { auc, aucpr } from "./ranking.ts";

const METRICS: Readonly<Record<string, Metric>> = {
  ...ELEMENTWISE,
  ...MULTICLASS,
  ...CLASSIFICATION,
  auc,
  aucpr,
  mse,
  r2,
};

/** Metrics that SageMaker's XGBoost computes itself, besides those of the library. */
export const OWN_METRICS: readonly string[] = [...Object.keys(CLASSIFICATION), "mse", "r2"];

/** The metrics that the built-in engine knows, without those that take a number after "@". */
export const METRIC_NAMES: readonly string[] = Object.keys(METRICS);

/** Nothing for a name that is not known; `error@0.7` and `tweedie-nloglik@1.3` are. */
export function chooseMetric(name: string): Metric | undefined {
  if (Object.hasOwn(METRICS, name)) return METRICS[name];
  const [base, text = ""] = name.split("@");
  const value = text === "" ? Number.NaN : Number(text);
  if (base === "error" && Number.isFinite(value)) return errorAt(name, value);
  if (base === "tweedie-nloglik" && value >= 1 && value < 2) return tweedieLikelihood(name, value);
  return undefined;
}

/** Those of one class against another, for which scikit-learn takes no third. */
const TWO_CLASSES = ["f1_binary", "precision", "recall"];

/** Whether a metric is for objectives with one output or with one a class. */
export function fitsOutputs(name: string, outputs: number): boolean {
  if (Object.hasOwn(MULTICLASS, name)) return outputs > 1;
  if (TWO_CLASSES.includes(name)) return outputs === 1;
  return outputs === 1 || Object.hasOwn(CLASSIFICATION, name);
}
