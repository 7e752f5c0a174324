import {
  COMPARISON_RULE_ANNOTATION,
  type ComparisonRule,
  comparisonRule,
} from "@slipway/model/kinds/endpoint/comparison-rule.ts";
import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { variantProperties } from "@slipway/model/kinds/endpoint/variant-properties.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { putSubject, seriesKey } from "#monitoring/metric-places.ts";
import { settle } from "#reconcile/testing/settle.ts";
import { openWorkshop, type Workshop } from "#reconcile/testing/workshop.ts";
import { endpoint } from "../testing/objects.ts";
import { endpointComparisonController } from "./endpoint-comparison-controller.ts";

const KEY = "default/endpoint-a";

let workshop: Workshop;
let ledger: ReturnType<typeof createMemoryLedger>;
beforeEach(async () => {
  workshop = await openWorkshop();
  ledger = createMemoryLedger();
});
afterEach(() => workshop.close());

const stored = async (): Promise<Endpoint> => {
  const found = await workshop.hands.get(endpointKind, KEY);
  if (found === undefined) throw new Error("the endpoint is gone");
  return found;
};
const look = () => settle(endpointComparisonController({ ledger }), KEY, workshop);
const ruleOf = async () => comparisonRule(await stored()).rule;
const weights = async () =>
  Object.fromEntries([...variantProperties(await stored())].map(([name, { weight }]) => [name, weight]));

async function compareBy(more: Partial<ComparisonRule> = {}, status: object = {}): Promise<void> {
  const from = workshop.clock.now().toISOString();
  const rule = { metric: "shop/bought", better: "higher", confidence: 0.95, from, ...more };
  const object = endpoint("endpoint-a");
  const annotations = { [COMPARISON_RULE_ANNOTATION]: JSON.stringify(rule) };
  const created = await workshop.hands.create(endpointKind, {
    ...object,
    metadata: { ...object.metadata, annotations },
  });
  const productionVariants = ["old", "new"].map((variantName) => ({ variantName }));
  await workshop.hands.replace(
    endpointKind,
    { ...created, status: { ...created.status, productionVariants, ...status } },
    "status",
  );
}

/** So many values, of which a share is 1 and the rest 0. */
async function bought(variant: string, count: number, share: number): Promise<void> {
  const dimensions = { EndpointName: "endpoint-a", VariantName: variant };
  const key = seriesKey({ name: "bought", dimensions }, "None");
  const at = new Date(workshop.clock.now().getTime() + 1_000);
  const points = Array.from({ length: count }, (_, index) => ({
    ...{ ...key, at },
    value: index < count * share ? 1 : 0,
  }));
  const subject = putSubject("default", "shop");
  await ledger.appendMetrics(subject, variant, { from: 0, to: count }, points);
}

test("the better variant gets all requests once it is told, and the rule ends in the same write", async () => {
  await compareBy();
  await look();
  expect(await ruleOf()).not.toHaveProperty("ended");
  await bought("old", 2_000, 0.1);
  await bought("new", 2_000, 0.2);
  workshop.clock.advance(60_000);
  const before = (await stored()).metadata.resourceVersion;
  await look();
  expect(await weights()).toEqual({ new: 1, old: 0 });
  expect((await ruleOf())?.ended).toMatchObject({
    winner: "new",
    message: expect.stringMatching(/^new is better than old/),
  });
  const after = (await stored()).metadata.resourceVersion;
  expect(after).not.toBe(before);
  // It is over: what is measured later changes nothing.
  workshop.clock.advance(3_600_000);
  await look();
  expect((await stored()).metadata.resourceVersion).toBe(after);
});

test("what was measured before the rule does not count, also in the same minute", async () => {
  workshop.clock.advance(60_000 - (workshop.clock.now().getTime() % 60_000));
  await bought("old", 2_000, 0.1);
  await bought("new", 2_000, 0.2);
  workshop.clock.advance(20_000);
  await compareBy();
  workshop.clock.advance(60_000);
  await look();
  expect(await weights()).toEqual({});
  expect(await ruleOf()).not.toHaveProperty("ended");
});

test("two that are alike keep their weights, and the rule ends at its time", async () => {
  const until = new Date(workshop.clock.now().getTime() + 600_000).toISOString();
  await compareBy({ until });
  await bought("old", 1_000, 0.1);
  await bought("new", 1_000, 0.1);
  await look();
  expect(await ruleOf()).not.toHaveProperty("ended");
  workshop.clock.advance(600_000);
  await look();
  const ended = (await ruleOf())?.ended;
  expect(ended?.message).toContain("Not told apart");
  expect(ended).not.toHaveProperty("winner");
  expect(await weights()).toEqual({});
});

test("what carries it elsewhere has no metrics here, and what is no rule does nothing", async () => {
  await compareBy({}, { slipway: { runtime: "sagemaker" } });
  await look();
  expect((await ruleOf())?.ended?.message).toContain("SageMaker");
  const object = await stored();
  const annotations = { [COMPARISON_RULE_ANNOTATION]: '{"metric":"x"}' };
  const wrong = await workshop.hands.replace(
    endpointKind,
    { ...object, metadata: { ...object.metadata, annotations } },
    "object",
  );
  await look();
  expect((await stored()).metadata.resourceVersion).toBe(wrong.metadata.resourceVersion);
});
