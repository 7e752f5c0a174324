import { expect, test } from "vitest";
import reference from "../testdata/reference.json" with { type: "json" };
import { fitKernel } from "./fit-kernel.ts";
import { pairDifferences } from "./kernel.ts";
import { Likelihood, parametersOf } from "./likelihood.ts";
import { Posterior } from "./posterior.ts";

const { gaussianProcess } = reference;
const points = gaussianProcess.points.map((point) => Float64Array.from(point));
const targets = Float64Array.from(gaussianProcess.targets);
const kinds = [false, false, false];
const kernel = {
  lengths: Float64Array.from(gaussianProcess.lengths),
  signal: gaussianProcess.signal,
  noise: gaussianProcess.noise,
  additive: gaussianProcess.additive,
};

test("the likelihood is scikit-learn's, and its gradient that of its differences", () => {
  const likelihood = new Likelihood(pairDifferences(points, kinds), targets);
  const parameters = parametersOf(kernel);
  const gradient = new Float64Array(parameters.length);
  expect(-likelihood.negativeLog(parameters, gradient)).toBeCloseTo(gaussianProcess.logLikelihood, 9);
  parameters.forEach((_, index) => {
    const [less = 0, more = 0] = [-1e-6, 1e-6].map((step) =>
      likelihood.negativeLog(
        parameters.map((value, other) => value + (other === index ? step : 0)),
        new Float64Array(parameters.length),
      ),
    );
    expect(gradient[index]).toBeCloseTo((more - less) / 2e-6, 4);
  });
});

test("beliefs are scikit-learn's", () => {
  const posterior = new Posterior(kernel, kinds, points, targets);
  gaussianProcess.at.forEach((at, index) => {
    const { mean, deviation } = posterior.at(Float64Array.from(at));
    expect(mean).toBeCloseTo(gaussianProcess.mean[index] as number, 9);
    expect(deviation).toBeCloseTo(gaussianProcess.deviation[index] as number, 9);
  });
});

test("slopes are the differences of beliefs, and none goes along a categorical dimension", () => {
  const mixed = new Posterior(kernel, [false, false, true], points, targets);
  const at = Float64Array.from(gaussianProcess.at[0] as number[]);
  const { slopes } = mixed.slopesAt(at);
  for (const dimension of [0, 1]) {
    const [less, more] = [-1e-6, 1e-6].map((step) =>
      mixed.at(at.map((u, index) => (index === dimension ? u + step : u))),
    );
    expect(slopes.mean[dimension]).toBeCloseTo(((more?.mean ?? 0) - (less?.mean ?? 0)) / 2e-6, 5);
    expect(slopes.deviation[dimension]).toBeCloseTo(
      ((more?.deviation ?? 0) - (less?.deviation ?? 0)) / 2e-6,
      5,
    );
  }
  expect([slopes.mean[2], slopes.deviation[2]]).toEqual([0, 0]);
});

test("a pending trial narrows what is believed beside it and moves no mean", () => {
  const before = new Posterior(kernel, kinds, points, targets);
  const pending = Float64Array.of(0.5, 0.5, 0.5);
  const after = new Posterior(
    kernel,
    kinds,
    [...points, pending],
    Float64Array.of(...targets, before.meanAt(pending)),
  );
  const beside = Float64Array.of(0.52, 0.5, 0.5);
  expect(after.at(beside).mean).toBeCloseTo(before.at(beside).mean, 9);
  expect(after.at(beside).deviation).toBeLessThan(before.at(beside).deviation);
});

test("the same point twice can be believed in without noise", () => {
  const [point = new Float64Array(3)] = points;
  const twice = new Posterior({ ...kernel, noise: 0 }, kinds, [point, point], Float64Array.of(1, 1));
  expect(twice.at(point).mean).toBeCloseTo(1, 4);
});

test("a dimension without effect is found to be long", () => {
  const { lengths } = fitKernel(points, targets, kinds);
  expect(lengths[2]).toBeGreaterThan(2 * (lengths[0] as number));
});
