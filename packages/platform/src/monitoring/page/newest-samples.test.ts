import { expect, test } from "vitest";
import type { Ledger } from "#ledger/ledger.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { endpointPoints } from "../endpoint-points.ts";
import { ENDPOINT_INSTANCE_METRICS, ENDPOINT_METRICS } from "../metric.ts";
import { putSubject } from "../metric-places.ts";
import { newestSamples, TooManySeries } from "./newest-samples.ts";

const at = (minute: number, seconds = 0) => new Date(Date.UTC(2026, 0, 1, 0, minute) + seconds * 1_000);
const latencyMs = { count: 1, sum: 10, min: 10, max: 10 };

/** What a router writes at a minute's end. */
async function served(
  ledger: Ledger,
  source: string,
  of: { minute: number; invocations: number; from?: number },
) {
  const { minute, invocations, from = 0 } = of;
  const none = { clientErrors: 0, serverErrors: 0, perInstance: 0 };
  const measures = { endpoint: "e", variant: "v", invocations, ...none, latencyMs };
  const points = endpointPoints(measures, new Date(at(minute + 1).getTime() - 1));
  const span = { from, to: from + points.length };
  return ledger.appendMetrics(putSubject("team", ENDPOINT_METRICS), source, span, points);
}

const invocations = async (ledger: Ledger, now: Date) => {
  const found = await newestSamples(ledger, { namespace: "team", now, most: 100 });
  return found
    .filter(({ metric }) => metric.name === "Invocations")
    .map(({ statistics, at: time }) => [statistics.sum, time.toISOString()]);
};

test("The newest minute that is over is told, of all routers together, and the one before while it may not be whole", async () => {
  const ledger = createMemoryLedger();
  const cursor = await served(ledger, "one", { minute: 1, invocations: 3 });
  await served(ledger, "two", { minute: 1, invocations: 4 });
  await served(ledger, "one", { minute: 2, invocations: 5, from: cursor });
  expect(await invocations(ledger, at(3, 4))).toEqual([[7, "2026-01-01T00:01:59.999Z"]]);
  expect(await invocations(ledger, at(3, 5))).toEqual([[5, "2026-01-01T00:02:59.999Z"]]);
  expect(await invocations(ledger, at(7, 59))).toEqual([[5, "2026-01-01T00:02:59.999Z"]]);
  expect(await invocations(ledger, at(8, 1))).toEqual([]);
});

test("What is of another namespace is not told, and more series than there may be are refused", async () => {
  const ledger = createMemoryLedger();
  await served(ledger, "one", { minute: 1, invocations: 3 });
  const asked = { namespace: "other", now: at(2, 10), most: 100 };
  expect(await newestSamples(ledger, asked)).toEqual([]);
  await expect(newestSamples(ledger, { ...asked, namespace: "team", most: 2 })).rejects.toThrow(
    TooManySeries,
  );
});

test("Series of many pages are all told", async () => {
  const ledger = createMemoryLedger();
  const points = Array.from({ length: 450 }, (_, n) => ({
    name: "CPUUtilization",
    labels: { EndpointName: `e${n}`, VariantName: "v", ":unit": "Percent" },
    value: n,
    at: at(1, 30),
  }));
  const span = { from: 0, to: points.length };
  await ledger.appendMetrics(putSubject("team", ENDPOINT_INSTANCE_METRICS), "one", span, points);
  const found = await newestSamples(ledger, { namespace: "team", now: at(2, 10), most: 1_000 });
  expect(new Set(found.map(({ statistics }) => statistics.sum)).size).toBe(450);
  expect(found[0]).toMatchObject({ unit: "Percent", metric: { namespace: ENDPOINT_INSTANCE_METRICS } });
});
