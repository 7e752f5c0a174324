import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { MatrixBuilder } from "../data/matrix-builder.ts";
import type { TreeModel } from "./model.ts";
import { parseModel } from "./parse-model.ts";
import { Scorer } from "./scorer.ts";
import { floatText, modelText } from "./write-model.ts";

/** Models that real XGBoost saved, with what it predicts for a few rows. */
const recorded = (name: string) => readFileSync(new URL(`./testdata/${name}`, import.meta.url));

interface Recorded {
  readonly rows: readonly (readonly (number | null)[])[];
  readonly predictions: readonly (readonly number[])[];
}

function matrixOf(rows: Recorded["rows"]) {
  const builder = new MatrixBuilder();
  for (const row of rows) {
    for (const [column, value] of row.entries()) if (value !== null) builder.addEntry(column, value);
    builder.endRow(0, undefined);
  }
  return builder.build();
}

describe.each([
  { version: "3.2", endings: ["json", "ubj"] },
  { version: "1.7", endings: ["json", "ubj", "bin"] },
])("models of XGBoost $version", ({ version, endings }) => {
  const { rows, predictions } = JSON.parse(
    recorded(`xgboost-${version}.predictions.json`).toString(),
  ) as Recorded;

  test.each(endings)("are read from %s and scored alike", (ending) => {
    const model = parseModel(recorded(`xgboost-${version}.${ending}`), "xgboost-model");
    expect(model).toMatchObject({ outputs: 3, columns: 4, attributes: { best_iteration: "1" } });
    const scores = new Scorer(model).score(matrixOf(rows));
    for (const [index, expected] of predictions.flat().entries())
      expect(scores[index]).toBeCloseTo(expected, 6);
  });
});

test("a model that we write is the model that we read", () => {
  const model = parseModel(recorded("xgboost-1.7.ubj"), "xgboost-model") as TreeModel;
  const text = [...modelText(model)].join("");
  expect(parseModel(Buffer.from(text), "again")).toEqual(model);
});

test("no number among a model's floats is written as an integer", () => {
  expect([1, -0, 0.1, 1e-7, 1e21, 3.4028234663852886e38, 16777217].map(floatText)).toEqual([
    "1.0",
    "0.0",
    "0.1",
    "1e-7",
    "1e+21",
    "3.4028235e+38",
    "16777216.0",
  ]);
});

describe("a model file that cannot be scored is refused with a reason", () => {
  const good = JSON.parse(recorded("xgboost-3.2.json").toString());
  const changed = (change: (model: typeof good) => void): Buffer => {
    const copy = structuredClone(good);
    change(copy);
    return Buffer.from(JSON.stringify(copy));
  };
  const tree = (model: typeof good) => model.learner.gradient_booster.model.trees[0];

  test.each<[string, Buffer]>([
    ["xgboost-model is a Python pickle", Buffer.from([0x80, 4, 0x95])],
    ["xgboost-model is damaged: it ends too soon", Buffer.from("binf....")],
    ["a version of XGBoost before 1.0 wrote it", Buffer.concat([Buffer.from("binf"), Buffer.alloc(200)])],
    ["xgboost-model is in none of XGBoost's formats", Buffer.from("hello")],
    ["xgboost-model is in none of XGBoost's formats", Buffer.alloc(0)],
    ["is damaged: the file ends in the middle", recorded("xgboost-3.2.ubj").subarray(0, 900)],
    ["xgboost-model is damaged", recorded("xgboost-3.2.json").subarray(0, 900)],
    ["xgboost-model.learner is missing", Buffer.from("{}")],
    [
      "not supported: its booster is other",
      changed((model) => (model.learner.gradient_booster.name = "other")),
    ],
    ["not supported: its objective is my:own", changed((model) => (model.learner.objective.name = "my:own"))],
    ["it splits by categories", changed((model) => (tree(model).split_type[0] = 1))],
    ["a tree's node 0 has a wrong child", changed((model) => (tree(model).left_children[0] = 0))],
    ["a tree's node 0 has a wrong child", changed((model) => (tree(model).right_children[0] = 999))],
    ["splits by a feature beyond 4", changed((model) => (tree(model).split_indices[0] = 4))],
    ["has 0 entries for", changed((model) => (tree(model).split_conditions = []))],
    [
      "tree_info names an output",
      changed((model) => (model.learner.gradient_booster.model.tree_info[0] = 3)),
    ],
  ])("%s", (reason, bytes) => {
    expect(() => parseModel(bytes, "xgboost-model")).toThrow(reason);
  });

  test("also where any part of a binary one is cut off", () => {
    const whole = recorded("xgboost-1.7.bin");
    for (let length = 5; length < whole.length; length += 7) {
      expect(() => parseModel(whole.subarray(0, length), "xgboost-model")).toThrow(
        "xgboost-model is damaged",
      );
    }
  });

  test("and where any byte of a binary one is another, or what is read is scored to its end", () => {
    const whole = recorded("xgboost-1.7.bin");
    const rows = matrixOf([[1, null, 2, 3]]);
    for (let place = 0; place < whole.length; place += 3) {
      const bytes = Buffer.from(whole);
      bytes[place] = (bytes[place] as number) ^ 0xff;
      try {
        new Scorer(parseModel(bytes, "xgboost-model")).score(rows);
      } catch (error) {
        expect(String(error)).toMatch(/SLIP-XGB-|xgboost-model is|not supported|cannot be scored/);
      }
    }
  });
});
