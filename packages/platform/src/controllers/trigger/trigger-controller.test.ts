// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import { SlipwayError } from "@slipway/model";
import { type FlowRun, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { type Trigger, type TriggerSpec, triggerKind } from "@slipway/model/kinds/trigger/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ArtifactInfo, Artifacts, ListWhere } from "#artifacts/artifacts.ts";
import { pass } from "#reconcile/pass.ts";
import { settle } from "#reconcile/testing/settle.ts";
import { openWorkshop, type Workshop } from "#reconcile/testing/workshop.ts";
import { triggerController } from "./trigger-controller.ts";

const KEY = "default/new-data";
const SOON_MS = 30_000;

/** A bucket as far as a list of it goes. */
class Bucket {
  readonly objects = new Map<string, ArtifactInfo>();
  isThere = true;
  /** How often its first page was asked for. */
  lists = 0;

  write(key: string, at: Date, etag = "e1", size = 3): void {
    this.objects.set(key, { bucket: "data", key, etag, size, lastModified: at, metadata: {} });
  }

  async list(bucket: string, { prefix = "", after = "", limit }: ListWhere) {
    if (after === "") this.lists += 1;
    if (!this.isThere) throw new SlipwayError("SLIP-S3-001", `The bucket "${bucket}" does not exist.`);
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix) && key > after).toSorted();
    const items = keys.slice(0, limit).flatMap((key) => this.objects.get(key) ?? []);
    const next = keys.length > limit ? keys[limit - 1] : undefined;
    return { items, prefixes: [], ...(next === undefined ? {} : { next }) };
  }
}

let workshop: Workshop;
let bucket: Bucket;
let controller: ReturnType<typeof triggerController>;
beforeEach(async () => {
  workshop = await openWorkshop();
  bucket = new Bucket();
  controller = triggerController({ artifacts: bucket as unknown as Artifacts });
});
afterEach(() => workshop.close());

const look = () => settle(controller, KEY, workshop);
const now = (): Date => workshop.clock.now();

const OBJECTS = { prefix: "s3://data/in/", suffix: ".csv" };

async function make(spec: Partial<TriggerSpec> = {}): Promise<void> {
  await workshop.hands.create(triggerKind, {
    apiVersion: "slipway.dev/v1alpha1",
    kind: "Trigger",
    metadata: { name: "new-data", namespace: "default" },
    spec: { flow: "train", objects: OBJECTS, parameters: { uri: "${{ run.event.uri }}" }, ...spec },
  });
  await look();
}

async function later(ms = SOON_MS): Promise<void> {
  workshop.clock.advance(ms);
  await look();
}

/** Passes as often as the trigger asks for it, until it wants to wait for its next look. */
async function rest(): Promise<void> {
  for (let passes = 0; passes < 100; passes++) {
    const { next, recheckAfterMs = 0 } = await pass(controller, KEY, workshop);
    if (next !== "retry" && recheckAfterMs >= SOON_MS) return;
    workshop.clock.advance(recheckAfterMs);
  }
  throw new Error("the trigger does not come to rest");
}

async function found(): Promise<Trigger> {
  const trigger = await workshop.hands.get(triggerKind, KEY);
  if (trigger === undefined) throw new Error("there is no trigger");
  return trigger;
}

async function change(spec: Partial<TriggerSpec>): Promise<void> {
  const trigger = await found();
  await workshop.hands.replace(triggerKind, { ...trigger, spec: { ...trigger.spec, ...spec } }, "object");
  await look();
}

const condition = async (type: string) =>
  (await found()).status?.conditions?.find((one) => one.type === type);
const runs = async (): Promise<readonly FlowRun[]> => (await workshop.hands.list(flowRunKind)).items;
/** What runs were given, in the order of their events; those that wait for their turn in brackets. */
const told = async (): Promise<readonly string[]> =>
  (await runs())
    .toSorted((a, b) => (eventTime(a) < eventTime(b) ? -1 : 1))
    .map(({ spec }) =>
      spec.suspend === true ? `(${spec.parameters?.["uri"]})` : `${spec.parameters?.["uri"]}`,
    );
const uris = async (): Promise<readonly unknown[]> =>
  (await runs()).map(({ spec }) => spec.parameters?.["uri"]);
const eventTime = ({ metadata }: FlowRun): string => metadata.annotations?.["slipway.dev/event-time"] ?? "";

async function end(uri: string): Promise<void> {
  const run = (await runs()).find(({ spec }) => spec.parameters?.["uri"] === uri);
  if (run === undefined) throw new Error(`there is no run of ${uri}`);
  const status = { phase: "Succeeded", completionTime: now().toISOString() } as const;
  await workshop.hands.replace(flowRunKind, { ...run, status }, "status");
  await look();
}

describe("a trigger of objects", () => {
  test("starts a run of each that is written from then on, one after the other in that order", async () => {
    bucket.write("in/before.csv", new Date(now().getTime() - 1_000));
    await make();
    expect(await told()).toEqual([]);
    expect((await found()).status).toMatchObject({ source: "objects s3://data/in/*.csv" });
    workshop.clock.advance(1_000);
    bucket.write("in/z.csv", now());
    workshop.clock.advance(1_000);
    bucket.write("in/a.csv", now());
    bucket.write("in/a.txt", now());
    bucket.write("out/a.csv", now());
    await later();
    expect(await told()).toEqual(["s3://data/in/z.csv", "(s3://data/in/a.csv)"]);
    expect(await condition("CaughtUp")).toMatchObject({
      status: "False",
      reason: "Waiting",
      message: "1 runs wait for their turn: 1 of at most 1 run",
    });
    await end("s3://data/in/z.csv");
    expect(await told()).toEqual(["s3://data/in/z.csv", "s3://data/in/a.csv"]);
    await end("s3://data/in/a.csv");
    expect(await condition("CaughtUp")).toMatchObject({ status: "True", reason: "UpToDate" });
    await later();
    expect(await told()).toHaveLength(2);
  });

  test("starts another one when an object is written anew, and none when a run is deleted", async () => {
    await make({ maxActiveRuns: 5 });
    workshop.clock.advance(1_000);
    bucket.write("in/a.csv", now());
    await later();
    const [run] = await runs();
    if (run === undefined) throw new Error("there is no run");
    await workshop.hands.remove(flowRunKind, `default/${run.metadata.name}`);
    await later();
    expect(await told()).toEqual([]);
    bucket.write("in/a.csv", now(), "e2");
    await later();
    expect(await told()).toEqual(["s3://data/in/a.csv"]);
  });

  test("finds what its store tells of late, an upload in parts for instance", async () => {
    await make({ maxActiveRuns: 5 });
    workshop.clock.advance(60_000);
    const began = now();
    workshop.clock.advance(600_000);
    bucket.write("in/small.csv", now());
    await later();
    bucket.write("in/large.csv", began);
    await later();
    expect(await told()).toEqual(["s3://data/in/large.csv", "s3://data/in/small.csv"]);
  });

  test("makes many at a time, each once, wherever it is killed", async () => {
    await make({ maxActiveRuns: 1_000 });
    workshop.clock.advance(1_000);
    for (let at = 0; at < 55; at++)
      bucket.write(`in/${String(at).padStart(4, "0")}.csv`, new Date(now().getTime() + at));
    let writes = 0;
    workshop.onWrite = () => {
      writes += 1;
      if (writes % 11 === 0) throw new Error("killed");
    };
    workshop.clock.advance(SOON_MS);
    let killed = 0;
    for (let over = false; !over; ) {
      over = await look().then(
        ({ next }) => next !== "retry",
        () => false,
      );
      if (!over) killed += 1;
    }
    expect(killed).toBeGreaterThan(9);
    workshop.onWrite = () => {};
    await look();
    expect(await told()).toHaveLength(55);
    expect(new Set(await told()).size).toBe(55);
  }, 60_000);

  test("gives each of thousands at a time one run, however late it is told of them, in few lists of its bucket", async () => {
    await make();
    workshop.clock.advance(600_000);
    const began = new Date(now().getTime() - 500_000);
    for (let at = 0; at < 2_000; at++) bucket.write(`in/${at}.csv`, now());
    bucket.lists = 0;
    let writes = 0;
    workshop.onWrite = () => {
      writes += 1;
      if (writes % 301 === 0) throw new Error("killed");
    };
    await rest();
    expect(await uris()).toHaveLength(2_000);
    for (let at = 2_000; at < 2_150; at++) bucket.write(`in/${at}.csv`, began);
    workshop.clock.advance(SOON_MS);
    await rest();
    expect(new Set(await uris()).size).toBe(2_150);
    expect(await uris()).toHaveLength(2_150);
    expect(bucket.lists).toBeLessThan(2_150 / 100 + 15);
    const { recent = [] } = (await found()).status ?? {};
    expect(recent).toHaveLength(1_000);
    await later();
    expect((await found()).status?.recent).toEqual(recent);
  }, 120_000);

  test("makes none of thousands that it does not want, and goes on to the one that it does", async () => {
    await make({ when: "run.event.size > 3" });
    workshop.clock.advance(1_000);
    for (let at = 0; at < 2_000; at++) bucket.write(`in/${at}.csv`, now());
    await later();
    workshop.clock.advance(1_000);
    bucket.write("in/wanted.csv", now(), "e1", 4);
    await later();
    expect(await told()).toEqual(["s3://data/in/wanted.csv"]);
  }, 60_000);

  test("looks at its bucket when it is time, whatever wakes it meanwhile", async () => {
    await make({ maxActiveRuns: 5 });
    workshop.clock.advance(1_000);
    bucket.write("in/a.csv", now());
    await later();
    bucket.lists = 0;
    workshop.clock.advance(1_000);
    bucket.write("in/b.csv", now());
    await end("s3://data/in/a.csv");
    expect(await look()).toMatchObject({ recheckAfterMs: SOON_MS - 1_000 });
    expect(bucket.lists).toBe(0);
    await later();
    expect(await told()).toEqual(["s3://data/in/a.csv", "s3://data/in/b.csv"]);
  });

  test("starts what was written while it was paused once it goes on, and nothing that it does not want", async () => {
    await make({
      suspend: true,
      suspendReason: "the bucket moves",
      when: "run.event.size > 2",
      maxActiveRuns: 5,
    });
    expect(await condition("Ready")).toMatchObject({ message: "The trigger is paused: the bucket moves" });
    workshop.clock.advance(1_000);
    bucket.write("in/a.csv", now());
    await later();
    expect(await told()).toEqual([]);
    await change({ suspend: false });
    expect(await told()).toEqual(["s3://data/in/a.csv"]);
    await change({ when: "run.event.size > 3" });
    bucket.write("in/b.csv", now());
    await later();
    expect(await told()).toEqual(["s3://data/in/a.csv"]);
  });

  test("says that its bucket is not there, and of an event without a value for its parameters that it has no run", async () => {
    bucket.isThere = false;
    await make({ parameters: { uri: "${{ run.event.nothing }}" } });
    expect(await condition("CaughtUp")).toMatchObject({ status: "False", reason: "NoBucket" });
    bucket.isThere = true;
    workshop.clock.advance(1_000);
    bucket.write("in/a.csv", now());
    await later();
    expect(await told()).toEqual([]);
    expect(workshop.recorded).toContainEqual(
      expect.objectContaining({
        type: "Warning",
        reason: "EventSkipped",
        message: expect.stringContaining("No run of s3://data/in/a.csv: an expression"),
      }),
    );
  });
});

test.each([
  [{}, "It says neither objects nor http: write one of them, e.g. http: {}."],
  [{ objects: OBJECTS, http: {} }, "http: It says both objects and http: leave one of them out."],
  [
    { objects: { prefix: "/data/in" } },
    "objects.prefix: Expected s3://BUCKET/ with what keys begin with behind it, and got /data/in.",
  ],
  [{ http: {}, when: "steps.a.results.b" }, "when: It reads what only a run's steps see"],
  [{ http: {}, parameters: { a: ["${{ run. }}"] } }, "parameters.a.0: It "],
])("a trigger of %j is refused, and says why", async (spec, message) => {
  await make({ objects: undefined, parameters: {}, ...spec } as TriggerSpec);
  const { reason, message: said } = (await condition("Ready")) ?? {};
  expect({ reason, said }).toEqual({ reason: "InvalidTrigger", said: expect.stringContaining(message) });
});
