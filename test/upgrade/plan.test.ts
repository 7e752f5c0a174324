import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readFetchPlan, readStorePlan } from "../../packages/platform/src/sidecar/plan.ts";

const FIXTURES = join(import.meta.dirname, "fixtures");

type Plans = Readonly<Record<string, Readonly<Record<string, object>>>>;

// A pod of before is carried on by the programs of today: its plan is in a Secret that nobody writes again.
describe.each(readdirSync(FIXTURES))("the plans of pods of %s", (fixture) => {
  const plans = JSON.parse(readFileSync(join(FIXTURES, fixture, "plans.json"), "utf8")) as Plans;
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-plan-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(Object.entries(plans))("%s is read as it was meant", async (_, files) => {
    for (const [name, content] of Object.entries(files))
      writeFileSync(join(folder, name), JSON.stringify(content));
    expect(await readFetchPlan(folder)).toEqual(files["fetch.json"]);
    if (files["store.json"] !== undefined) expect(await readStorePlan(folder)).toEqual(files["store.json"]);
  });
});
