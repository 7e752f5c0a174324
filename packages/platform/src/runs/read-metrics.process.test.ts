import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Ledger } from "#ledger/ledger.ts";
import { createSqliteLedger } from "#ledger/sqlite/create-sqlite-ledger.ts";
import { silentLog } from "#lib/log.ts";
import { JSON_LINES, type MetricReading } from "#metrics/metric-reading.ts";
import { createMetricReading } from "#metrics/thread/create-metric-reading.ts";
import type { RunRef, Runs } from "#runtimes/runs.ts";
import { MetricReader, type ReadingAsked } from "./read-metrics.ts";
import { subjectOf } from "./subject-of.ts";

const JOBS = 50;
const LINES = 1_000;
const WANTED = Array.from({ length: LINES / 2 }, (_, index) => 2 * index);

test("Fifty chatty jobs lose no point, and each line is read once, in few readings and without a pass", async () => {
  const ledger = await openLedger();
  const metrics = createMetricReading();
  onTestFinished(() => metrics.close());
  const counted = { lines: 0, readings: 0 };
  const watched: MetricReading = {
    ...metrics,
    read: async (request) => {
      const found = await metrics.read(request);
      counted.lines += found.read;
      counted.readings += 1;
      return found;
    },
  };
  const reader = new MetricReader({ runs: runsOver(ledger), ledger, metrics: watched });
  const jobs = Array.from({ length: JOBS }, (_, index) => asked(`job-${index}`));
  for (const job of jobs) expect(reader.follow(job)).toEqual({ readOut: false, switchedOff: [] });
  await Promise.all(jobs.map((job) => write(ledger, job.run)));
  const cursors = () => Promise.all(jobs.map((job) => ledger.metricsCursor(subjectOf(job.object), job.run)));
  await expect.poll(cursors, { timeout: 30_000 }).toEqual(jobs.map(() => LINES));
  for (const job of jobs) {
    const { points } = await ledger.readMetrics(subjectOf(job.object), { limit: LINES });
    expect(points.map(({ value }) => value)).toEqual(WANTED);
    expect(await reader.finish(job)).toEqual({ readOut: true, switchedOff: [] });
  }
  expect(counted.lines).toBe(JOBS * LINES);
  // Some batches of a log wait for one another: far fewer readings than the batches that came.
  expect(counted.readings).toBeLessThan((JOBS * LINES) / 17 / 2);
}, 60_000);

test("What is switched off beside the passes wakes its object, once", async () => {
  const ledger = await openLedger();
  const off = { name: "n", regex: "n=([0-9]+)", why: "takes for ever" };
  const metrics: MetricReading = {
    unusable: async () => [],
    read: async () => ({ read: 0, values: [], switchedOff: [off] }),
    close: async () => {},
  };
  const reader = new MetricReader({ runs: runsOver(ledger), ledger, metrics });
  const woken: string[] = [];
  reader.onSwitchedOff((key) => woken.push(key), new AbortController().signal);
  const job = asked("job");
  reader.follow(job);
  await write(ledger, job.run);
  await expect.poll(() => woken, { timeout: 10_000 }).toEqual(["default/job"]);
  expect(reader.follow(job)).toEqual({ readOut: false, switchedOff: [off] });
});

describe("Metrics that lines of JSON tell", () => {
  const json = (name: string) => ({ ...asked(name), definitions: [JSON_LINES] });
  const line = (text: string, index: number) => ({ at: new Date(1_790_000_000_000 + index), text });
  const append = (ledger: Ledger, from: number, texts: readonly string[]) =>
    ledger.appendLog(
      streamOf("job"),
      from,
      texts.map((text, offset) => line(text, from + offset)),
    );
  const readerOver = (ledger: Ledger) => {
    const metrics = createMetricReading();
    onTestFinished(() => metrics.close());
    return new MetricReader({ runs: runsOver(ledger), ledger, metrics });
  };
  const finish = (reader: MetricReader) =>
    expect
      .poll(() => reader.finish(json("job")).then(({ readOut }) => readOut), { timeout: 20_000 })
      .toBe(true);

  test("are points with their step, at the time of their line, and those that tell nothing write nothing", async () => {
    const ledger = await openLedger();
    const subject = subjectOf(json("job").object);
    await append(ledger, 0, ["hello", "loss: 3", "{not json}"]);
    await finish(readerOver(ledger));
    expect(await ledger.metricsCursor(subject, "job")).toBe(0);
    await append(ledger, 3, ['{"metric": "loss", "value": 0.5, "step": 1}', "", '{"loss": 0.25, "step": 2}']);
    // Another process, which begins where the ledger says.
    await finish(readerOver(ledger));
    expect((await ledger.readMetrics(subject, { limit: 10 })).points).toEqual([
      { name: "loss", value: 0.5, step: 1, at: line("", 3).at },
      { name: "loss", value: 0.25, step: 2, at: line("", 5).at },
    ]);
    expect(await ledger.metricsCursor(subject, "job")).toBe(6);
  });

  test("have a hundred names at most, also over a restart, and no more of them are read then", async () => {
    const ledger = await openLedger();
    const subject = subjectOf(json("job").object);
    const named = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, n) => `{"metric": "m${from + n}", "value": 1}`);
    await append(ledger, 0, named(0, 60));
    await finish(readerOver(ledger));
    await append(ledger, 60, [...named(60, 130), '{"metric": "m0", "value": 2}']);
    const reader = readerOver(ledger);
    await finish(reader);
    const [points = []] = await ledger.lastMetrics([subject]);
    expect(points).toHaveLength(100);
  });
});

async function openLedger(): Promise<Ledger> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-metrics-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const ledger = await createSqliteLedger({ path: join(folder, "ledger.sqlite"), log: silentLog });
  onTestFinished(() => ledger.close());
  return ledger;
}

function asked(name: string): ReadingAsked {
  const object = {
    apiVersion: "v1",
    kind: "Job",
    metadata: { name, namespace: "default", uid: `uid-${name}` },
  };
  return { object, run: name, pods: [name], definitions: [{ name: "n", regex: "n=([0-9]+)" }] };
}

const streamOf = (pod: string) => ({ namespace: "default", pod, uid: "u", container: "algorithm" });

/** As a shipper brings lines: a few at a time, one batch after the other. Every second line has a value. */
async function write(ledger: Ledger, run: string): Promise<void> {
  for (let from = 0; from < LINES; from += 17) {
    const lines = Array.from({ length: Math.min(17, LINES - from) }, (_, offset) => {
      const index = from + offset;
      return { at: new Date(1_790_000_000_000 + index), text: index % 2 === 0 ? `n=${index}` : `m=${index}` };
    });
    await ledger.appendLog(streamOf(run), from, lines);
  }
}

function runsOver(ledger: Ledger): Runs {
  const logs = async (run: RunRef, page: { readonly from: number; readonly limit: number }) =>
    (await ledger.readLog(streamOf(run.name), page)).lines;
  return { logs } as Partial<Runs> as Runs;
}
