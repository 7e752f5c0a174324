// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import type { ApproveAnswer, FlowDefinition } from "@slipway/model/flows/index.ts";
import { flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readStepEnds } from "#ledger/step-records.ts";
import { subjectOf } from "#runs/subject-of.ts";
import { FlowBench } from "../../testing/flow-bench.ts";

const asking: FlowDefinition = {
  parameters: [{ name: "auc", type: "number", default: 0.8 }],
  steps: [
    {
      name: "gate",
      timeoutSeconds: 3_600,
      approve: {
        message: "deploy with ${{ parameters.auc }}?",
        fields: [
          { name: "share", type: "integer" },
          { name: "slot", type: "string", default: "blue", enum: ["blue", "green"] },
        ],
      },
    },
  ],
  results: [
    { name: "share", value: "${{ steps.gate.results.share + 1 }}" },
    { name: "slot", value: "${{ steps.gate.results.slot }}" },
    { name: "by", value: "${{ steps.gate.results.by }}" },
  ],
};

describe("a step that asks a person", () => {
  let bench: FlowBench;
  beforeEach(async () => {
    bench = await FlowBench.open();
  });
  afterEach(() => bench.close());
  const answer = async (given: ApproveAnswer, path = "gate") => {
    const run = await bench.get(flowRunKind, "nightly-1");
    const approvals = { ...run.spec.approvals, [path]: given };
    await bench.workshop.hands.replace(flowRunKind, { ...run, spec: { ...run.spec, approvals } }, "object");
    bench.workshop.clock.advance(1_000);
    await bench.look();
  };

  test("says what it asks and how to answer, and gives the answer by its types", async () => {
    await bench.run(asking);
    expect(await bench.status()).toMatchObject({
      phase: "Running",
      message: "gate: deploy with 0.8? (slipway approve flowrun/nightly-1 --step gate)",
    });
    await answer({ approved: true, fields: { share: "10" }, by: "ana", comment: "fine" });
    expect(await bench.status()).toMatchObject({
      phase: "Succeeded",
      results: { share: 11, slot: "blue", by: "ana" },
    });
    const ends = await readStepEnds(bench.ledger, subjectOf(await bench.get(flowRunKind, "nightly-1")));
    expect(ends).toMatchObject([
      {
        path: "gate",
        state: "success",
        results: {
          approved: true,
          by: "ana",
          comment: "fine",
          share: 10,
          slot: "blue",
          at: "2026-01-01T00:00:01Z",
        },
      },
    ]);
  });

  test("asks whatever its name is", async () => {
    await bench.run({ steps: [{ name: "constructor", approve: {} }] });
    expect(await bench.status()).toMatchObject({ phase: "Running" });
    await answer({ approved: true }, "constructor");
    expect(await bench.status()).toMatchObject({ phase: "Succeeded" });
  });

  test("goes on asking where the answer does not fit, and says why", async () => {
    await bench.run(asking);
    await answer({ approved: true, fields: { share: "many", slto: "green" }, by: "ana" });
    const { phase, message } = await bench.status();
    expect(phase).toBe("Running");
    expect(message).toContain("gate: the answer by ana does not fit: share ");
    expect(message).toContain("slto is not known: did you mean slot?");
    await answer({ approved: true, fields: { share: 3, slot: "green" } });
    expect(await bench.status()).toMatchObject({ phase: "Succeeded", results: { share: 4, slot: "green" } });
  });

  test("fails where it is rejected, and is asked for no second time", async () => {
    await bench.run({ steps: [{ name: "gate", approve: {}, retry: { limits: { "user-code": 3 } } }] });
    await answer({ approved: false, by: "ana", comment: "too early" });
    expect(await bench.status()).toMatchObject({
      phase: "Failed",
      message: "gate: rejected by ana: too early",
    });
  });

  test("waits no longer than it may", async () => {
    await bench.run(asking);
    bench.workshop.clock.advance(3_601_000);
    await bench.look();
    expect(await bench.status()).toMatchObject({
      phase: "Failed",
      message: "gate: It took longer than 3600 s",
    });
  });

  test("is one question an item of a fan-out", async () => {
    await bench.run({ steps: [{ name: "gate", forEach: { items: [1, 2] }, approve: {} }] });
    await answer({ approved: true }, "gate[1]");
    expect(await bench.status()).toMatchObject({
      phase: "Running",
      message: expect.stringContaining("gate[0]: "),
    });
    await answer({ approved: true }, "gate[0]");
    expect(await bench.status()).toMatchObject({ phase: "Succeeded" });
  });
});
