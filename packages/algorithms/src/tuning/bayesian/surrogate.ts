import { fitKernel } from "../gaussian-process/fit-kernel.ts";
import type { Categorical, Kernel } from "../gaussian-process/kernel.ts";
import { type Belief, Posterior, type Slopes } from "../gaussian-process/posterior.ts";
import type { Point } from "../space/space.ts";
import type { Ended } from "../trials.ts";
import { warpLosses } from "./warp-losses.ts";

/** What is believed of the loss of a trial with the most epochs. */
export interface Surrogate {
  readonly at: (point: Point) => Belief;
  readonly meanAt: (point: Point) => number;
  readonly slopesAt: (point: Point) => Belief & { readonly slopes: Slopes };
}

/** A model of results, and the same once pending trials will have told what it expects of them. */
export interface Models {
  readonly kernel: Kernel;
  readonly observed: Surrogate;
  readonly withPending: Surrogate;
}

/** From so many results on, the kernel is fitted to a part of them: its cost grows with their cube. */
const MOST_FITTED = 120;

/** Epochs, where trials differ in them, are one more dimension of the model (as in Klein et al. 2020, arXiv 2003.10865). */
export function modelsOf(
  trials: readonly Ended[],
  pending: readonly Point[],
  categorical: Categorical,
): Models {
  const whole = trials.every(({ fidelity }) => fidelity === 1);
  const widened = (point: Point, fidelity: number) => (whole ? point : Float64Array.of(...point, fidelity));
  const kinds = whole ? categorical : [...categorical, false];
  const points = trials.map(({ point, fidelity }) => widened(point, fidelity));
  const targets = warpLosses(trials);
  const kernel = fittedKernel(points, targets, kinds);
  const posterior = new Posterior(kernel, kinds, points, targets);
  const full = pending.map((point) => widened(point, 1));
  const believed = Float64Array.of(...targets, ...full.map((point) => posterior.meanAt(point)));
  const surrogate = (model: Posterior): Surrogate => ({
    at: (point) => model.at(widened(point, 1)),
    meanAt: (point) => model.meanAt(widened(point, 1)),
    slopesAt: (point) => model.slopesAt(widened(point, 1)),
  });
  return {
    kernel,
    observed: surrogate(posterior),
    withPending: surrogate(
      full.length === 0 ? posterior : new Posterior(kernel, kinds, [...points, ...full], believed),
    ),
  };
}

/** Of many results the better half of the share, and of the others evenly by rank. */
function fittedKernel(
  points: readonly Float64Array[],
  targets: Float64Array,
  categorical: Categorical,
): Kernel {
  if (points.length <= MOST_FITTED) return fitKernel(points, targets, categorical);
  const half = MOST_FITTED / 2;
  const ranked = [...points.keys()].sort(
    (one, other) => (targets[one] as number) - (targets[other] as number),
  );
  const step = (ranked.length - half) / half;
  const chosen = ranked.map(
    (_, place) => ranked[place < half ? place : half + Math.floor((place - half) * step)],
  );
  const kept = chosen.slice(0, MOST_FITTED) as number[];
  return fitKernel(
    kept.map((index) => points[index] as Float64Array),
    Float64Array.from(kept, (index) => targets[index] as number),
    categorical,
  );
}
