import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readRunPlan } from "../../packages/platform/src/sidecar/read-run-plan.ts";

const FIXTURES = join(import.meta.dirname, "fixtures");

/** What version 1 called what a plan says today. */
interface Plan1 {
  readonly "fetch.json": {
    readonly files: object;
    readonly inputs: readonly { readonly channel: string; readonly s3Uri: string }[];
    readonly source?: string;
    readonly model?: string;
  };
  readonly "store.json"?: {
    readonly run: string;
    readonly outputs: { readonly modelUri: string; readonly dataUri: string; readonly manifestUri: string };
  };
}

type Plans = Readonly<Record<string, Plan1 | { readonly "plan.json": object }>>;

// A pod of before is carried on by the programs of today: its plan is in a Secret that nobody writes again.
describe.each(readdirSync(FIXTURES))("the plans of pods of %s", (fixture) => {
  const plans = JSON.parse(readFileSync(join(FIXTURES, fixture, "plans.json"), "utf8")) as Plans;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-plan-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test.each(Object.entries(plans))("%s is read as it was meant", async (_, files) => {
    for (const [name, content] of Object.entries(files))
      writeFileSync(join(folder, name), JSON.stringify(content));
    const plan = await readRunPlan(folder);
    if ("plan.json" in files) return expect(plan).toEqual(files["plan.json"]);
    const { "fetch.json": fetch, "store.json": store } = files;
    expect(plan.files).toEqual(fetch.files);
    expect(plan.inputs.map(({ to, from }) => [to, "archive" in from ? from.archive : from.s3Uri])).toEqual([
      ...(fetch.source === undefined ? [] : [["code", fetch.source]]),
      ...(fetch.model === undefined ? [] : [["model", fetch.model]]),
      ...fetch.inputs.map(({ channel, s3Uri }) => [`input/data/${channel}`, s3Uri]),
    ]);
    expect([plan.run, plan.manifestUri]).toEqual([store?.run ?? "", store?.outputs.manifestUri]);
    expect(plan.outputs.map(({ from, to }) => [from, to])).toEqual(
      store === undefined
        ? []
        : [
            ["model", store.outputs.modelUri],
            ["output/data", store.outputs.dataUri],
          ],
    );
  });
});
