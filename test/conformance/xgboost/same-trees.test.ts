import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tree } from "../../../packages/algorithms/src/xgboost/gbdt/tree.ts";
import type { TreeModel } from "../../../packages/algorithms/src/xgboost/model/model.ts";
import { parseModel } from "../../../packages/algorithms/src/xgboost/model/parse-model.ts";
import { pythonEnv } from "../../../scripts/python-env.ts";
import { trainOurs } from "./our-xgboost.ts";
import { RealXgboost } from "./real-xgboost.ts";
import { makeTable, matrixOf, type Table } from "./table.ts";

/** Values are below this; a split beyond is by presence alone, and each engine has its own end of the number line. */
const DISTINCT = 50;

let home: string;
let real: RealXgboost;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "slipway-xgboost-"));
  real = new RealXgboost((await pythonEnv()).python);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const regression = (signal: number): number => signal;
const yesOrNo = (signal: number): number => (signal > 0 ? 1 : 0);

/** With values at which both cut alike there is one right first tree. */
describe("the first tree of our engine is XGBoost's", () => {
  const shape = { rows: 3000, columns: 6, seed: 21, distinct: DISTINCT };

  test.each([
    { name: "by default", parameters: {} },
    { name: "with gamma and min_child_weight", parameters: { gamma: "8", min_child_weight: "20" } },
    { name: "with lambda and alpha", parameters: { lambda: "10", alpha: "3" } },
    { name: "with max_delta_step", parameters: { max_delta_step: "0.4" } },
    { name: "growing by loss up to max_leaves", parameters: { grow_policy: "lossguide", max_leaves: "13" } },
    { name: "growing by depth up to max_leaves", parameters: { grow_policy: "depthwise", max_leaves: "13" } },
    { name: "without a limit of depth", parameters: { max_depth: "0", min_child_weight: "40" } },
    { name: "with fewer bins than values", parameters: { max_bin: "25", max_depth: "3" }, distinct: 25 },
  ])("$name", async ({ parameters, distinct }) => {
    const table = makeTable({ ...shape, distinct: distinct ?? DISTINCT, missing: 0.1, label: regression });
    await expectSameFirstTree(table, parameters);
  });

  test("without missing values", async () => {
    await expectSameFirstTree(makeTable({ ...shape, missing: 0, label: regression }), {});
  });

  test("where most values are missing", async () => {
    await expectSameFirstTree(makeTable({ ...shape, missing: 0.9, label: regression }), { max_depth: "4" });
  });

  test("with weights", async () => {
    const table = makeTable({ ...shape, missing: 0.1, label: regression });
    const weights = table.rows.map((_, index) => 0.25 + (index % 8) / 4);
    await expectSameFirstTree({ ...table, weights }, {});
  });

  test("for a logistic loss with positives that weigh more", async () => {
    const table = makeTable({ ...shape, missing: 0.1, label: yesOrNo });
    const parameters = { objective: "binary:logistic", scale_pos_weight: "3", base_score: "0.5" };
    await expectSameFirstTree(table, parameters);
  });
});

async function expectSameFirstTree(
  table: Table,
  parameters: Readonly<Record<string, string>>,
): Promise<void> {
  const [ours, theirs] = [join(home, "ours.json"), join(home, "theirs.json")];
  await trainOurs(
    { training: matrixOf(table) },
    { modelPath: ours, hyperparameters: { ...parameters, num_round: "1" } },
  );
  await real.train(table, { parameters, rounds: 1, save: [theirs] });
  const tree = (path: string): Tree => (parseModel(readFileSync(path), path) as TreeModel).trees[0] as Tree;
  expect(outline(tree(ours))).toEqual(outline(tree(theirs)));
}

/** A tree as text: its splits and leaves with what matters of them, to the digits that are sure. */
function outline(tree: Tree, node = 0): unknown {
  const value = tree.threshold[node] as number;
  if ((tree.left[node] as number) < 0) return { leaf: Number(value.toPrecision(3)) };
  return {
    column: tree.column[node],
    below: value >= DISTINCT ? "all" : value < 0 ? "none" : value,
    missingLeft: tree.missingLeft[node],
    hessian: Math.round(tree.hessian[node] as number),
    left: outline(tree, tree.left[node]),
    right: outline(tree, tree.right[node]),
  };
}
