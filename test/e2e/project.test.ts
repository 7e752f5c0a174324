import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Home, ok } from "./support/home.ts";

const TRAIN = `
import json, six
from churn import NAME
print(NAME, "six", six.__version__)
for step in range(3):
    print(json.dumps({"metric": "loss", "value": 1 / (step + 1), "step": step}))
print({"accuracy": 0.5, "nothing": float("nan"), "epoch": 2.0})
`;
const FIT = `
import os, six
rows = open(os.path.join(os.environ["SM_CHANNEL_TRAIN"], "rows.csv")).read().split()
print("six", six.__version__, "rows", len(rows), "cost=%d" % len(rows))
`;

describe("a project of the user's own", () => {
  const folder = mkdtempSync(join(tmpdir(), "slipway-project-"));
  const write = (name: string, text: string): void => {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  const git = async (...words: readonly string[]): Promise<string> => {
    const who = ["-c", "user.name=n", "-c", "user.email=e@e"];
    const { stdout } = await promisify(execFile)("git", [...who, ...words], { cwd: folder });
    return stdout.trim();
  };
  let home: Home;
  beforeAll(async () => {
    home = await Home.up();
  });
  afterAll(async () => {
    await home.down();
    rmSync(folder, { recursive: true, force: true });
  });

  test("has its packages, its modules, its metrics and its origin, with nothing written for Slipway", async () => {
    write("pyproject.toml", '[project]\nname = "churn"\nversion = "1"\ndependencies = ["six==1.17.0"]\n');
    write("src/churn/__init__.py", "NAME = 'churn'\n");
    write("train.py", TRAIN);
    await git("init", "-q");
    await git("add", ".");
    await git("commit", "-q", "-m", "first");
    const log = await ok(home.slipway("train", folder, "--name", "churn", "--follow"));
    expect(log).toContain("churn six 1.17.0\n");
    const { metrics } = JSON.parse(await ok(home.slipway("metrics", "churn", "-o", "json"))) as {
      readonly metrics: readonly object[];
    };
    expect(metrics).toEqual([
      expect.objectContaining({ name: "accuracy", value: 0.5, step: 2 }),
      expect.objectContaining({ name: "loss", value: 1 / 3, step: 2, count: 3, max: 1 }),
    ]);
    const commit = await git("rev-parse", "HEAD");
    const selected = ["trainingjobs", "-l", `slipway.dev/git-commit=${commit}`, "-o", "json"];
    const { items } = JSON.parse(await ok(home.kubectl("get", ...selected))) as {
      readonly items: readonly [
        {
          readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
          readonly status: { readonly slipway: { readonly facts: Readonly<Record<string, string>> } };
        },
      ];
    };
    expect(items).toHaveLength(1);
    expect(items[0].metadata.annotations).toMatchObject({ "slipway.dev/git-dirty": "false" });
    expect(items[0].status.slipway.facts["packages"]).toMatch(/\bsix==1\.17\.0$/);
  }, 120_000);

  test("is a single program as well, with the packages beside it, data without a channel and an expression", async () => {
    write("alone/fit.py", FIT);
    write("alone/requirements.txt", "six==1.17.0\n");
    write("rows.csv", "1\n2\n3\n");
    const words = ["--name", "alone", "--input", join(folder, "rows.csv"), "--metric", "cost=cost=([0-9]+)"];
    const log = await ok(home.slipway("train", join(folder, "alone/fit.py"), ...words, "--follow"));
    expect(log).toContain("six 1.17.0 rows 3 cost=3\n");
    const job = JSON.parse(await ok(home.kubectl("get", "trainingjob", "alone", "-o", "json"))) as {
      readonly status: { readonly finalMetricDataList: readonly object[] };
    };
    expect(job.status.finalMetricDataList).toMatchObject([{ metricName: "cost", value: 3 }]);
  }, 120_000);
});
