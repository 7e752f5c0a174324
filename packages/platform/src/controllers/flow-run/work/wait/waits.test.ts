// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import type { FlowStep } from "@slipway/model/flows/index.ts";
import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FlowBench } from "../../testing/flow-bench.ts";

const apiVersion = "sagemaker.services.k8s.aws/v1alpha1";

describe("a step that waits", () => {
  let bench: FlowBench;
  beforeEach(async () => {
    bench = await FlowBench.open();
  });
  afterEach(() => bench.close());
  const waiting = (wait: object): FlowStep => ({ name: "hold", wait });
  const after = async (seconds: number) => {
    bench.workshop.clock.advance(seconds * 1_000);
    bench.kill();
    return bench.look();
  };

  test("for so many seconds goes on then, whoever runs it by then, and is looked at then", async () => {
    await bench.run({
      parameters: [{ name: "pause", type: "integer", default: 90 }],
      steps: [waiting({ seconds: "${{ parameters.pause }}" })],
    });
    expect(await after(86)).toMatchObject({ recheckAfterMs: 4_000 });
    expect(await bench.status()).toMatchObject({ phase: "Running" });
    await after(4);
    expect(await bench.status()).toMatchObject({
      phase: "Succeeded",
      completionTime: "2026-01-01T00:01:30Z",
    });
    expect(bench.runs.started).toEqual([]);
  });

  test("until an instant goes on then, and at once where that is past", async () => {
    await bench.run({
      steps: [
        waiting({ until: "2026-01-01T01:02:00+01:00" }),
        { name: "past", wait: { until: "2025-12-31T23:59:59Z" } },
      ],
    });
    expect(await bench.status()).toMatchObject({ steps: { running: 1, success: 1 } });
    await after(119);
    expect(await bench.status()).toMatchObject({ phase: "Running" });
    await after(1);
    expect(await bench.status()).toMatchObject({ phase: "Succeeded" });
  });

  test("for an object waits until somebody has made it and it is done, and gives of it", async () => {
    await bench.run({
      steps: [waiting({ resource: { apiVersion, kind: "Model", name: "churn" } })],
      results: [{ name: "made", value: "${{ steps.hold.results.name }}" }],
    });
    expect(await bench.status()).toMatchObject({ phase: "Running" });
    await bench.workshop.hands.create(modelKind, {
      ...{ apiVersion, kind: "Model", metadata: { name: "churn", namespace: "default" } },
      spec: { modelName: "churn" },
    } as never);
    await bench.look();
    expect(await bench.status()).toMatchObject({ phase: "Running" });
    await bench.tell(modelKind, "churn", { conditions: [{ type: "ACK.ResourceSynced", status: "True" }] });
    expect(await bench.status()).toMatchObject({ phase: "Succeeded", results: { made: "churn" } });
  });

  test("for a condition of an object waits for that alone", async () => {
    const resource = { apiVersion, kind: "Model", name: "churn", condition: "Checked" };
    await bench.workshop.hands.create(modelKind, {
      ...{ apiVersion, kind: "Model", metadata: { name: "churn", namespace: "default" } },
      spec: { modelName: "churn" },
    } as never);
    await bench.run({ steps: [waiting({ resource })] });
    await bench.tell(modelKind, "churn", { conditions: [{ type: "ACK.ResourceSynced", status: "True" }] });
    expect(await bench.status()).toMatchObject({ phase: "Running" });
    await bench.tell(modelKind, "churn", { conditions: [{ type: "Checked", status: "True" }] });
    expect(await bench.status()).toMatchObject({ phase: "Succeeded" });
  });

  test("ends with its time, and with its run", async () => {
    await bench.run({ steps: [{ ...waiting({ seconds: 600 }), timeoutSeconds: 60 }] });
    await after(61);
    expect(await bench.status()).toMatchObject({
      phase: "Failed",
      message: "hold: It took longer than 60 s",
    });
  });

  test("is canceled at once", async () => {
    await bench.run({ steps: [waiting({ seconds: 600 })] });
    await bench.cancel();
    expect(await bench.status()).toMatchObject({ phase: "Canceled", steps: { canceled: 1 } });
  });

  test.each([
    [{ seconds: "${{ 'soon' }}" }, 'wait.seconds is "soon": expected a number'],
    [{ seconds: -1 }, "wait.seconds is -1"],
    [{ until: "tomorrow" }, 'wait.until is "tomorrow": expected an instant with its zone'],
    [{ until: "2026-13-01T00:00:00Z" }, "wait.until"],
  ])("for %j fails and says why", async (wait, message) => {
    await bench.run({ steps: [waiting(wait)] });
    expect(await bench.status()).toMatchObject({
      phase: "Failed",
      message: expect.stringContaining(message),
    });
  });
});
