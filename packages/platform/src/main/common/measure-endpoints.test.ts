import { expect, test } from "vitest";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { silentLog } from "#lib/log.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import { ENDPOINT_METRICS } from "#monitoring/metric.ts";
import { putSubject, seriesKey } from "#monitoring/metric-places.ts";
import { Counters } from "#router/counters.ts";
import { Closers } from "./closers.ts";
import { measureEndpoints } from "./measure-endpoints.ts";

const route = { variants: [], namespace: "team", endpoint: "E" };
const variant = { name: "A", weight: 1, pods: [], instances: new Map() };
const dimensions = { EndpointName: "E", VariantName: "A" };

test("What an endpoint served is written down at each minute's end, later where the ledger is away, and at the home's end", async () => {
  const ledger = createMemoryLedger();
  const clock = new ManualClock();
  const closers = new Closers();
  const counters = new Counters();
  measureEndpoints({ measured: [counters], ledger, clock, log: silentLog }, closers);
  const begin = clock.now().getTime();
  const minuteEnd = Math.floor(begin / 60_000) * 60_000 + 60_000;
  const of = async (name: string, unit = "None") => {
    const buckets = await ledger.series({
      subject: putSubject("team", ENDPOINT_METRICS),
      ...seriesKey({ name, dimensions }, unit),
      from: new Date(minuteEnd - 60_000),
      to: new Date(minuteEnd + 180_000),
      buckets: 4,
    });
    return buckets.map(({ from, ...rest }) => ({
      minute: (from.getTime() - minuteEnd) / 60_000 + 1,
      ...rest,
    }));
  };
  const tally = counters.of(route, variant);
  tally.answered(200, 10);
  tally.answered(400, 30);
  tally.unanswered(0);
  const { appendMetrics } = ledger;
  ledger.appendMetrics = () => Promise.reject(new Error("away"));
  clock.advance(minuteEnd - begin);
  ledger.appendMetrics = appendMetrics;
  tally.answered(200, 5);
  clock.advance(60_000);
  await expect
    .poll(() => of("Invocations"))
    .toEqual([
      { minute: 0, count: 3, sum: 3, min: 1, max: 1 },
      { minute: 1, count: 1, sum: 1, min: 1, max: 1 },
    ]);
  expect(await of("Invocation4XXErrors")).toEqual([
    { minute: 0, count: 3, sum: 1, min: 0, max: 1 },
    { minute: 1, count: 1, sum: 0, min: 0, max: 0 },
  ]);
  expect((await of("Invocation5XXErrors"))[0]).toMatchObject({ sum: 1 });
  expect((await of("ModelLatency", "Microseconds"))[0]).toEqual({
    minute: 0,
    count: 2,
    sum: 40_000,
    min: 10_000,
    max: 30_000,
  });
  tally.answered(200, 1);
  clock.advance(10_000);
  await closers.closeAll();
  expect(await of("Invocations")).toHaveLength(3);
});

test("What is answered while its router drains is written down where measuring has its place before the router's", async () => {
  const ledger = createMemoryLedger();
  const clock = new ManualClock();
  const closers = new Closers();
  const counters = new Counters();
  const measuring = closers.reserve();
  closers.add(() => counters.of(route, variant).answered(200, 10));
  measureEndpoints({ measured: [counters], ledger, clock, log: silentLog }, measuring);
  const begin = clock.now();
  clock.advance(10_000);
  await closers.closeAll();
  const written = await ledger.series({
    subject: putSubject("team", ENDPOINT_METRICS),
    ...seriesKey({ name: "Invocations", dimensions }, "None"),
    from: begin,
    to: new Date(begin.getTime() + 60_000),
    buckets: 1,
  });
  expect(written).toMatchObject([{ sum: 1 }]);
});
