import { describe, expect, it } from "vitest";
import { parseRunPlan, parseRunPlan1 } from "./parse-run-plan.ts";
import type { RunPlan } from "./run-plan.ts";

const from = {
  s3Uri: "s3://bucket/train",
  s3DataType: "S3Prefix",
  distribution: "FullyReplicated",
  compression: "None",
} as const;

const PLAN: RunPlan = {
  version: 2,
  run: "run-1",
  host: { index: 0, count: 1 },
  files: { "input/config/hyperparameters.json": "{}" },
  inputs: [
    { name: "The code", to: "code", from: { archive: "s3://bucket/code.tar.gz" }, as: "copy" },
    { name: 'Channel "train"', to: "input/data/train", from, as: "copy" },
  ],
  outputs: [{ name: "model", from: "model", to: "s3://bucket/model.tar.gz", form: "tar.gz", when: "end" }],
  manifestUri: "s3://bucket/manifest.json",
};

describe("a run's plan", () => {
  it("is read as it was written", () => {
    expect(parseRunPlan(JSON.stringify(PLAN))).toEqual(PLAN);
  });

  it.each([
    ["no JSON", '{"secret'],
    ["no object", "[]"],
    ["an unknown version", { ...PLAN, version: 3 }],
    ["no version", { ...PLAN, version: undefined }],
    ["no host", { ...PLAN, host: { index: -1, count: 1 } }],
    ["files that are none", { ...PLAN, files: [] }],
    ["an input without a folder", { ...PLAN, inputs: [{ name: "x", from, as: "copy" }] }],
    ["an input from nowhere", { ...PLAN, inputs: [{ name: "x", to: "x", from: {}, as: "copy" }] }],
    ["outputs that are no list", { ...PLAN, outputs: {} }],
    ["a manifest that is no text", { ...PLAN, manifestUri: 1 }],
  ])("with %s is refused without a word of what stands in it", (_, plan) => {
    const text = typeof plan === "string" ? plan : JSON.stringify(plan);
    expect(() => parseRunPlan(text)).toThrow(
      expect.objectContaining({
        code: "SLIP-SIDECAR-005",
        message: expect.not.stringMatching(/secret|bucket/),
      }),
    );
  });

  it("of version 1 says the same in today's terms", () => {
    const fetch = {
      files: PLAN.files,
      inputs: [{ channel: "train", ...from }],
      source: "s3://bucket/code.tar.gz",
    };
    const outputs = {
      modelUri: "s3://bucket/model.tar.gz",
      dataUri: "s3://bucket/output.tar.gz",
      manifestUri: "s3://bucket/manifest.json",
    };
    const plan = parseRunPlan1(JSON.stringify(fetch), JSON.stringify({ run: "run-1", outputs }));
    expect(plan).toMatchObject({
      ...PLAN,
      outputs: [PLAN.outputs[0], { name: "data", also: ["output/failure"] }],
    });
    expect(parseRunPlan(JSON.stringify(plan))).toEqual(plan);
  });

  it("of version 1 stores nothing where there was no plan for it, as of a server", () => {
    const plan = parseRunPlan1('{"files":{},"inputs":[],"model":"s3://bucket/m.tar.gz"}', undefined);
    expect(plan).toMatchObject({ inputs: [{ to: "model" }], outputs: [] });
    expect(plan.manifestUri).toBeUndefined();
  });
});
