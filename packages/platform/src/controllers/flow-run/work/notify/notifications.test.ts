// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import type { FlowDefinition } from "@slipway/model/flows/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FlowBench } from "../../testing/flow-bench.ts";
import type { Posted } from "./post.ts";
import { secretKind } from "./secret.ts";

const telling: FlowDefinition = {
  steps: [
    { name: "work", pass: {}, results: [{ name: "auc", value: 0.8 }] },
    {
      name: "tell",
      notify: { secret: "slack", message: "auc is ${{ steps.work.results.auc }}" },
      retry: { limits: { internal: 1, input: 1 } },
    },
  ],
};

describe("a step that tells people", () => {
  let bench: FlowBench;
  let answers: Posted[];
  let sent: (readonly [string, string])[];
  beforeEach(async () => {
    [answers, sent] = [[], []];
    bench = await FlowBench.open();
    bench.post = async (...message) => {
      sent.push(message);
      return answers.shift() ?? { isSent: true };
    };
  });
  afterEach(() => bench.close());
  const secret = async (data: Readonly<Record<string, string>>) =>
    bench.workshop.hands.create(secretKind, {
      ...{ apiVersion: "v1", kind: "Secret", metadata: { name: "slack", namespace: "default" } },
      data,
    });
  const url = Buffer.from("https://hooks.example.com/T0\n").toString("base64");
  const looks = async () => {
    for (let count = 0; count < 3; count++) {
      await new Promise((resolve) => setImmediate(resolve));
      await bench.look();
    }
  };

  test("sends what Slack takes to what the Secret names", async () => {
    await secret({ url });
    await bench.run(telling);
    await looks();
    expect(await bench.status()).toMatchObject({ phase: "Succeeded" });
    expect(sent).toEqual([["https://hooks.example.com/T0", '{"text":"auc is 0.8"}']]);
  });

  test("sends JSON as it stands", async () => {
    await secret({ hook: url });
    const payload = { blocks: [{ type: "${{ run.name }}" }] };
    await bench.run({ steps: [{ name: "tell", notify: { secret: "slack", key: "hook", payload } }] });
    await looks();
    expect(sent.map(([, body]) => JSON.parse(body))).toEqual([{ blocks: [{ type: "nightly-1" }] }]);
  });

  test("is tried again by why it was not sent, and fails with that", async () => {
    await secret({ url });
    const lost = { isSent: false, mayMend: true, message: "the webhook does not answer: gone" } as const;
    answers = [lost, { ...lost, message: "the webhook answers with HTTP status 503" }];
    await bench.run(telling);
    await looks();
    bench.workshop.clock.advance(5_000);
    await bench.look();
    await looks();
    expect(sent).toHaveLength(2);
    expect(await bench.status()).toMatchObject({
      phase: "Failed",
      message: "tell: the webhook answers with HTTP status 503",
    });
  });

  test("fails where there is no such Secret", async () => {
    await bench.run(telling);
    expect(await bench.status()).toMatchObject({
      phase: "Failed",
      message: expect.stringContaining("there is no member url of a Secret slack in the namespace"),
    });
    expect(sent).toEqual([]);
  });
});
