// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import { expect, test } from "vitest";
import { eventRun, type Trigger, wants } from "./index.ts";

const trigger: Trigger = {
  apiVersion: "slipway.dev/v1alpha1",
  kind: "Trigger",
  metadata: { name: "orders", namespace: "shop", uid: "u" },
  spec: {
    flow: "nightly",
    objects: { prefix: "s3://data/orders/" },
    when: "run.event.size > 0",
    parameters: {
      day: "${{ run.date }}",
      orders: "${{ run.event.uri }}",
      by: "${{ run.name }} at ${{ run.scheduledTime }}",
    },
  },
};
const event = (size: number) => ({
  digest: "abcdefghij",
  time: "2026-11-30T23:59:59.000Z",
  facts: { uri: "s3://data/orders/1.csv", size },
});

test("a run is given what its event has, the day on which it happened in UTC included", () => {
  const { metadata, spec } = eventRun(trigger, event(3));
  expect(spec).toEqual({
    flow: "nightly",
    suspend: true,
    parameters: {
      day: "2026-11-30",
      orders: "s3://data/orders/1.csv",
      by: `${metadata.name} at 2026-11-30T23:59:59.000Z`,
    },
  });
});

test.each([
  [0, false],
  [3, true],
])("an object of %i bytes is wanted: %s", (size, wanted) => {
  expect(wants(trigger, event(size))).toBe(wanted);
});
