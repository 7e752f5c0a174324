import { describe, expect, test } from "vitest";
import { randomStream } from "../../random-stream.ts";
import type { Matrix } from "../data/matrix.ts";
import { MatrixBuilder } from "../data/matrix-builder.ts";
import { Hyperparameters } from "../hyperparameters/hyperparameters.ts";
import { planTraining } from "../hyperparameters/training-plan.ts";
import { Booster } from "./booster.ts";

const ROWS = 800;

/** Made-up rows of which `share` of the entries are present. */
function made(columns: number, share: number, seed = 3): Matrix {
  const random = randomStream(seed);
  const builder = new MatrixBuilder();
  for (let row = 0; row < ROWS; row++) {
    let label = 0;
    for (let column = 0; column < columns; column++) {
      const value = Math.floor(random() * 40);
      if (random() >= share) continue;
      builder.addEntry(column, value);
      if (column < 4) label += Math.sin(value / 6) * (column + 1);
    }
    builder.widenTo(columns);
    builder.endRow(label, undefined);
  }
  return builder.build();
}

/** One column: values, or none, with their labels, over and over. */
function repeated(pattern: readonly (readonly [number | undefined, number])[], times: number): Matrix {
  const builder = new MatrixBuilder();
  for (let round = 0; round < times; round++) {
    for (const [value, label] of pattern) {
      if (value !== undefined) builder.addEntry(0, value);
      builder.endRow(label, undefined);
    }
  }
  return builder.build();
}

function boosted(training: Matrix, given: Readonly<Record<string, string>>, validation?: Matrix): Booster {
  const booster = new Booster(
    { training, validation },
    planTraining(new Hyperparameters({ num_round: "8", ...given })),
  );
  for (let round = 0; round < 8; round++) booster.addRound();
  return booster;
}

describe("the booster", () => {
  test("is the same for the same seed, and another for another seed", () => {
    const data = made(6, 0.9);
    const given = {
      subsample: "0.6",
      colsample_bytree: "0.7",
      colsample_bylevel: "0.8",
      colsample_bynode: "0.8",
    };
    const [one, same, other] = ["1", "1", "2"].map((seed) => boosted(data, { ...given, seed }));
    expect(same?.trees).toEqual(one?.trees);
    expect(other?.trees).not.toEqual(one?.trees);
  });

  test("grows the same trees from bytes, wide cells and sparse rows", () => {
    const dense = made(6, 0.9);
    const bytes = boosted(dense, {});
    const wide: Matrix = { ...dense, columns: 60 };
    expect(boosted(wide, {}).trees).toEqual(bytes.trees);
    expect(boosted(dense, { max_bin: "300" }).trees).toEqual(bytes.trees);
  });

  test("keeps the margins of rows that a tree did not learn from up to date", () => {
    const data = made(6, 0.9);
    const booster = boosted(data, { subsample: "0.3" }, data);
    expect(booster.validation?.margins).toEqual(booster.training.margins);
  });

  test("splits by no column that was not drawn", () => {
    const booster = boosted(made(10, 0.9), { colsample_bytree: "0.2" });
    for (const tree of booster.trees) {
      const used = new Set([...tree.column].filter((_, node) => (tree.left[node] as number) >= 0));
      expect(used.size).toBeLessThanOrEqual(2);
    }
  });

  test("adds a tree a class and a side in each round", () => {
    const data = made(6, 0.9);
    const labels = data.labels.map((label) => (label < -1 ? 0 : label < 2 ? 1 : 2));
    const given = { objective: "multi:softprob", num_class: "3", num_parallel_tree: "2" };
    expect(boosted({ ...data, labels }, given).trees).toHaveLength(8 * 3 * 2);
  });

  test("makes a leaf of data that has nothing to split", () => {
    const builder = new MatrixBuilder();
    for (let row = 0; row < 10; row++) {
      builder.addEntry(0, 5);
      builder.endRow(2, undefined);
    }
    const booster = boosted(builder.build(), {});
    expect(booster.trees[0]?.left).toEqual(Int32Array.of(-1));
    expect([...booster.training.margins]).toEqual(new Array(10).fill(2));
  });

  test.each([
    // The low value alone has the low label: missing ones go right with the high value, and the other way round.
    { low: 0, high: 10, missing: 10, missingLeft: 0, leaves: [-20 / 3, 10 / 3] },
    { low: 10, high: 0, missing: 10, missingLeft: 1, leaves: [10 / 3, -20 / 3] },
  ])(
    "learns that missing values belong to the like of them: %o",
    ({ low, high, missing, missingLeft, leaves }) => {
      const pattern = [
        [1, low],
        [9, high],
        [undefined, missing],
      ] as const;
      const data = repeated(pattern, 100);
      const [tree] = boosted(data, { max_depth: "1", eta: "1", lambda: "0" }).trees;
      expect([tree?.column[0], tree?.threshold[0], tree?.missingLeft[0]]).toEqual([0, 9, missingLeft]);
      const values = [tree?.left[0], tree?.right[0]].map((node) => tree?.threshold[node ?? 0] ?? Number.NaN);
      for (const [side, leaf] of leaves.entries()) expect(values[side]).toBeCloseTo(leaf, 5);
    },
  );

  test("splits only where gamma and min_child_weight are met", () => {
    const data = repeated([[0, 1], ...new Array<[number, number]>(9).fill([1, 0])], 10);
    // Labels' variance times rows is 9: with lambda 0 that is what the split saves.
    const nodes = (given: Readonly<Record<string, string>>) =>
      boosted(data, { lambda: "0", ...given }).trees[0]?.left.length;
    expect([nodes({ gamma: "8.99" }), nodes({ gamma: "9.01" })]).toEqual([3, 1]);
    expect([nodes({ min_child_weight: "10" }), nodes({ min_child_weight: "10.1" })]).toEqual([3, 1]);
  });

  test("grows the same tree when memory for histograms is short", () => {
    const data = made(6, 0.9);
    const given = { max_depth: "0", grow_policy: "lossguide", max_leaves: "40" };
    const plan = planTraining(new Hyperparameters({ num_round: "1", ...given }));
    const [roomy, tight] = [undefined, 1].map((histogramBytes) => {
      const booster = new Booster({ training: data, validation: undefined }, { ...plan, histogramBytes });
      booster.addRound();
      return booster.trees;
    });
    expect(tight).toEqual(roomy);
  });
});
