import { FEEDBACK_WINDOW_ANNOTATION } from "@slipway/model/kinds/endpoint/feedback-window.ts";
import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { InvocationId } from "#ledger/answers.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import type { Cache, Index } from "#store/cache.ts";
import { AnsweringVariants } from "./answering-variants.ts";
import { ofAnsweringVariants } from "./feedback.ts";

const DAY = 86_400_000;

function endpoint(name: string, { window, runtime }: { window?: string; runtime?: string } = {}): Endpoint {
  const annotations = window === undefined ? {} : { [FEEDBACK_WINDOW_ANNOTATION]: window };
  return {
    metadata: { name: name.toLowerCase(), namespace: "ns", annotations },
    spec: { endpointName: name },
    ...(runtime === undefined ? {} : { status: { slipway: { runtime } } }),
  } as unknown as Endpoint;
}

const ENDPOINTS = [
  endpoint("Shop", { window: "7d" }),
  endpoint("plain"),
  endpoint("wrong", { window: "soon" }),
  endpoint("away", { window: "7d", runtime: "sagemaker" }),
];

let ledger: Ledger;
let clock: ManualClock;
let answering: AnsweringVariants;
let looks: number;
beforeEach(() => {
  ledger = createMemoryLedger();
  clock = new ManualClock();
  looks = 0;
  const by = (index: Index<Endpoint>, value: string) =>
    ENDPOINTS.filter((object) => [...index.values(object)].includes(value));
  const cache = { index: () => {}, now: () => ({ by }) } as unknown as Cache;
  const find: Ledger["answers"]["find"] = (asked, at) => {
    looks += 1;
    return ledger.answers.find(asked, at);
  };
  answering = new AnsweringVariants({ answers: { ...ledger.answers, find }, cache, clock });
});
afterEach(() => ledger.close());

const named = (EndpointName: string, InferenceId: string, more: Readonly<Record<string, string>> = {}) => ({
  ...{ EndpointName, InferenceId },
  ...more,
});
const put = (...all: readonly Readonly<Record<string, string>>[]) =>
  ofAnsweringVariants(all, { namespace: "ns", answering });
async function answeredBy(variant: string, ...ids: readonly string[]): Promise<void> {
  const at = clock.now().getTime();
  const of = (inferenceId: string): InvocationId => ({ namespace: "ns", endpoint: "Shop", inferenceId });
  await ledger.answers.note(ids.map((id) => ({ ...of(id), variant, at, until: at + 7 * DAY })));
}
/** Time goes on for as long as it is waited for. */
async function whileTimePasses<T>(work: Promise<T>): Promise<T> {
  let done = false;
  const settled = work.finally(() => {
    done = true;
  });
  settled.catch(() => {});
  while (!done) {
    await new Promise(setImmediate);
    clock.advance(50);
  }
  return settled;
}

test("A value is the answering variant's, with its other dimensions, beside values that stay as they are", async () => {
  await answeredBy("old", "a");
  await answeredBy("new", "b", "c");
  const own = { EndpointName: "Shop", VariantName: "old" };
  const all = [
    named("Shop", "b"),
    own,
    named("Shop", "a", { Country: "de" }),
    named("Shop", "b"),
    {},
    { InferenceId: "a" },
  ];
  expect(await put(...all)).toEqual([
    { EndpointName: "Shop", VariantName: "new" },
    own,
    { EndpointName: "Shop", VariantName: "old", Country: "de" },
    { EndpointName: "Shop", VariantName: "new" },
    {},
    { InferenceId: "a" },
  ]);
  expect(looks).toBe(1);
});

test("Who names a variant himself is believed, and nobody is asked", async () => {
  const all = [named("Shop", "unknown", { VariantName: "old" }), { EndpointName: "Shop" }];
  expect(await put(...all)).toEqual(all);
  expect(looks).toBe(0);
});

test("One that is not known is refused with all of its call, by its place and with what to do", async () => {
  await answeredBy("old", "a");
  await expect(
    whileTimePasses(put(named("Shop", "a"), named("Shop", "a"), named("Shop", "b"))),
  ).rejects.toMatchObject({
    code: "SLIP-AWS-011",
    type: "InvalidParameterValueException",
    status: 400,
    message: expect.stringMatching(/^The parameter MetricData\.member\.3\.Dimensions .*"b".*last 7d/),
  });
});

test("One whose time is over is as one that never was", async () => {
  await answeredBy("old", "a");
  clock.advance(7 * DAY - 1);
  expect(await put(named("Shop", "a"))).toHaveLength(1);
  clock.advance(1);
  await expect(whileTimePasses(put(named("Shop", "a")))).rejects.toThrow(/last 7d/);
});

test("One that is written down a moment later is waited for, and not for long", async () => {
  await answeredBy("old", "a");
  const begun = clock.now().getTime();
  const work = put(named("Shop", "b"), named("Shop", "a"));
  clock.after(250, () => void answeredBy("new", "b"));
  expect(await whileTimePasses(work)).toEqual([
    { EndpointName: "Shop", VariantName: "new" },
    { EndpointName: "Shop", VariantName: "old" },
  ]);
  const waited = clock.now().getTime();
  await expect(whileTimePasses(put(named("Shop", "c")))).rejects.toThrow();
  expect(waited).toBeGreaterThan(begun);
  expect(clock.now().getTime() - waited).toBeLessThan(3_000);
});

test.each([
  ["plain", /plain keeps no InferenceIds\. Give it the annotation slipway\.dev\/feedback-window/],
  ["wrong", /wrong keeps no InferenceIds/],
  ["nowhere", /There is no endpoint nowhere/],
  ["away", /served by Amazon SageMaker.*InvokedProductionVariant/],
])("Of the endpoint %s it is told at once why nobody is known", async (name, why) => {
  await expect(put(named(name, "a"))).rejects.toThrow(why);
  expect(looks).toBe(1);
});

test("Only so many wait at a time; more are told at once", async () => {
  const waiting = Array.from({ length: 32 }, (_, index) => put(named("Shop", `w-${index}`)));
  for (const one of waiting) one.catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 20));
  await expect(put(named("Shop", "more"))).rejects.toMatchObject({ code: "SLIP-AWS-011" });
  await whileTimePasses(Promise.allSettled(waiting));
  await answeredBy("old", "later");
  expect(await put(named("Shop", "later"))).toHaveLength(1);
});
