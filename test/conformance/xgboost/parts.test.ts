import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Random, randomStream } from "../../../packages/algorithms/src/random-stream.ts";
import { scanFileNumber } from "../../../packages/algorithms/src/xgboost/data/file-number.ts";
import { MatrixBuilder } from "../../../packages/algorithms/src/xgboost/data/matrix-builder.ts";
import { cutColumns } from "../../../packages/algorithms/src/xgboost/gbdt/cuts.ts";
import { pythonEnv } from "../../../scripts/python-env.ts";

/** Parts of the engine on their own, each beside XGBoost's, whose numbers must be the same to the last digit. */
let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "slipway-parts-"));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function ask<T>(script: string, input: unknown): Promise<T> {
  const { python } = await pythonEnv();
  const running = promisify(execFile)(python, ["-c", script], { maxBuffer: 1 << 28 });
  running.child.stdin?.end(JSON.stringify(input));
  return JSON.parse((await running).stdout) as T;
}

const CUTS = `
import json, sys
import numpy as np
import xgboost as xgb
xgb.set_config(verbosity=0)
answers = []
for task in json.load(sys.stdin):
    values = np.array([np.nan if value is None else value for value in task["values"]], dtype=np.float32)
    data = xgb.DMatrix(values.reshape(-1, 1), label=np.zeros(len(values)), weight=task["weights"])
    xgb.train({"tree_method": "hist", "max_bin": task["maxBin"], "nthread": 1, "max_depth": 1}, data, 1)
    answers.append([float(cut) for cut in data.get_quantile_cut()[1][1:]])
print(json.dumps(answers))
`;

interface Column {
  readonly values: readonly (number | null)[];
  readonly weights: readonly number[] | null;
  readonly maxBin: number;
}

/** Up to some ten thousand values, so that summaries are merged several times over. */
function drawColumn(number: number): Column {
  const random = randomStream(77, number);
  const kinds: readonly ((random: Random) => number)[] = [
    (next) => next() * 10 - 5,
    (next) => Math.floor(next() * 1000),
    (next) => Math.exp(next() * 20),
    (next) => (next() < 0.6 ? 0 : next()),
  ];
  const kind = kinds[number % kinds.length] as (random: Random) => number;
  const rows = Math.floor(10 ** (1 + random() * 3.2));
  const maxBin = [2, 3, 16, 100, 255, 256, 300, 1000][Math.floor(random() * 8)] as number;
  const values = Array.from({ length: rows }, (_, row) =>
    row > 0 && random() < 0.1 ? null : Math.fround(kind(random)),
  );
  const weights = random() < 0.3 ? values.map(() => Math.fround(random() * 3)) : null;
  return { values, weights, maxBin };
}

test("columns with more values than bins are cut where XGBoost cuts them", async () => {
  const columns = Array.from({ length: 48 }, (_, number) => drawColumn(number));
  const theirs = await ask<readonly number[][]>(CUTS, columns);
  for (const [index, { values, weights, maxBin }] of columns.entries()) {
    const builder = new MatrixBuilder();
    for (const [row, value] of values.entries()) {
      if (value !== null) builder.addEntry(0, value);
      builder.endRow(0, weights?.[row]);
    }
    const { values: ours } = cutColumns(builder.build(), { maxBin });
    expect([...ours], `${values.length} values, ${maxBin} bins`).toEqual(theirs[index]);
  }
});

const NUMBERS = `
import json, sys
import xgboost as xgb
xgb.set_config(verbosity=0)
files = json.load(sys.stdin)
print(json.dumps([[float(value) for value in xgb.DMatrix(uri).get_data().toarray().flatten()] for uri in files]))
`;

const digits = (most: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${most}}$`));
const numberText = fc
  .tuple(
    fc.constantFrom("", "", "-", "+"),
    fc.oneof(digits(6), digits(18)),
    fc.oneof(
      fc.constant(""),
      digits(7).map((all) => `.${all}`),
      digits(24).map((all) => `.${all}`),
    ),
    fc.oneof(
      { weight: 3, arbitrary: fc.constant("") },
      { weight: 1, arbitrary: fc.integer({ min: -50, max: 15 }).map((power) => `e${power}`) },
    ),
  )
  .map((parts) => parts.join(""));

test("numbers in files are the ones that XGBoost reads", async () => {
  const texts = fc.sample(numberText, { seed: 5, numRuns: 3000 });
  const ours = texts.map((text) => scanFileNumber(Buffer.from(text), 0, text.length));
  const csv = join(home, "numbers.csv");
  writeFileSync(csv, texts.map((text) => `0,${text}\n`).join(""));
  const libsvm = join(home, "numbers.libsvm");
  writeFileSync(libsvm, texts.map((text) => `0 0:${text}\n`).join(""));
  const files = [`${csv}?format=csv&label_column=0`, `${libsvm}?format=libsvm`];
  // JSON has one zero.
  const plain = ours.map((value) => (value === 0 ? 0 : value));
  for (const theirs of await ask<readonly number[][]>(NUMBERS, files)) {
    expect(theirs.map((value) => (value === 0 ? 0 : value))).toEqual(plain);
  }
});
