import { createHash } from "node:crypto";
import { defined, SlipwayError } from "@slipway/model";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { appendAttempt, readAttempts } from "./attempts.ts";
import { appendCost, readCosts } from "./costs.ts";
import type {
  Fact,
  FiledAsked,
  Json,
  Ledger,
  LogLine,
  LogStream,
  MetricPoint,
  PointMark,
  SeriesKey,
  StoredLogLine,
  Subject,
} from "./ledger.ts";

const stream: LogStream = { namespace: "default", pod: "train-1", uid: "u-1", container: "algorithm" };
const subject: Subject = { namespace: "default", kind: "TrainingJob", name: "abalone", uid: "s-1" };
const DAY = 86_400_000;
const FOREVER = { maxAgeMs: 3650 * DAY, maxBytes: Number.MAX_SAFE_INTEGER };

const at = (ms: number): Date => new Date(1_790_000_000_000 + ms);
const line = (text: string, ms = 0): LogLine => ({ at: at(ms), text });
const lines = (from: number, to: number): LogLine[] =>
  Array.from({ length: to - from }, (_, i) => line(`line ${from + i}`, from + i));
/** Text of which nothing can be saved. */
const noise = (seed: number, length: number): string => {
  let text = "";
  for (let round = 0; text.length < length; round++)
    text += createHash("sha512").update(`${seed}/${round}`).digest("base64");
  return text.slice(0, length);
};
const texts = (found: readonly StoredLogLine[]): string[] => found.map(({ text }) => text);

/** What every ledger must do, whatever it stands on. `open` gives one over the same, initially empty, store. */
export function ledgerContract(open: () => Promise<Ledger>): void {
  let ledger: Ledger;
  beforeEach(async () => {
    ledger = await open();
  });
  afterEach(() => ledger.close());

  describe("A log", () => {
    test("is read back line by line, with times, places and every character", async () => {
      const odd = ["", "  spaced\t", "ünï🚀", "nul\0inside", "carriage\rreturn", "x".repeat(65_536)];
      await ledger.appendLog(
        stream,
        0,
        odd.map((text, i) => line(text, i)),
      );
      const page = await ledger.readLog(stream, { from: 0, limit: 100 });
      expect(page.closed).toBe(false);
      expect(page.lines).toEqual(odd.map((text, i) => ({ index: i, at: at(i), text })));
    });

    test("takes lines it has already without storing them again, and keeps what it stored first", async () => {
      await ledger.appendLog(stream, 0, lines(0, 3));
      await ledger.appendLog(stream, 0, lines(0, 3));
      await ledger.appendLog(stream, 1, [line("another"), line("line 2"), line("line 3")]);
      const page = await ledger.readLog(stream, { from: 0, limit: 10 });
      expect(texts(page.lines)).toEqual(["line 0", "line 1", "line 2", "line 3"]);
      expect(await ledger.logLength(stream)).toBe(4);
    });

    test("refuses a gap, names where it ends, and stores nothing of it", async () => {
      await ledger.appendLog(stream, 0, lines(0, 2));
      await expectCode(ledger.appendLog(stream, 3, [line("late")]), "SLIP-LEDGER-001");
      expect(await ledger.logLength(stream)).toBe(2);
    });

    test("that nobody wrote is empty, open and 0 lines long", async () => {
      expect(await ledger.logLength(stream)).toBe(0);
      expect(await ledger.readLog(stream, { from: 0, limit: 10 })).toEqual({ lines: [], closed: false });
    });

    test("is its own: same pod name under another uid, container or namespace shares nothing", async () => {
      const others = [
        { ...stream, uid: "u-2" },
        { ...stream, container: "fetch" },
        { ...stream, namespace: "other" },
      ];
      await ledger.appendLog(stream, 0, lines(0, 1));
      for (const other of others) expect(await ledger.logLength(other)).toBe(0);
    });

    test("is read in pages of at most the limit, from any place", async () => {
      await ledger.appendLog(stream, 0, lines(0, 2500));
      expect(await ledger.logLength(stream)).toBe(2500);
      const page = await ledger.readLog(stream, { from: 1200, limit: 7 });
      expect(page.lines.map(({ index }) => index)).toEqual([1200, 1201, 1202, 1203, 1204, 1205, 1206]);
      expect((await ledger.readLog(stream, { from: 2500, limit: 7 })).lines).toEqual([]);
    });

    test("of very long lines is read in pages that stay small", async () => {
      const long = Array.from({ length: 200 }, () => line("x".repeat(65_536)));
      await ledger.appendLog(stream, 0, long);
      const page = await ledger.readLog(stream, { from: 0, limit: 200 });
      expect(page.lines.length).toBeGreaterThan(0);
      expect(page.lines.length * 65_536).toBeLessThanOrEqual(8 * 1024 * 1024);
    });

    test("once closed says so, may be closed again, takes what it has already and nothing new", async () => {
      await ledger.appendLog(stream, 0, lines(0, 2));
      await ledger.closeLog(stream);
      await ledger.closeLog(stream);
      await ledger.appendLog(stream, 0, lines(0, 2));
      await expectCode(ledger.appendLog(stream, 2, [line("after the end")]), "SLIP-LEDGER-009");
      expect((await ledger.readLog(stream, { from: 0, limit: 10 })).closed).toBe(true);
    });

    test("that never had a line can be closed too", async () => {
      await ledger.closeLog(stream);
      expect(await ledger.readLog(stream, { from: 0, limit: 10 })).toEqual({ lines: [], closed: true });
    });

    test("is found by its pod's name, newest first", async () => {
      await ledger.appendLog(stream, 0, lines(0, 1));
      await ledger.appendLog({ ...stream, uid: "u-2" }, 0, lines(0, 1));
      await ledger.appendLog({ ...stream, pod: "train-2" }, 0, lines(0, 1));
      const found = await ledger.findLogs({ namespace: "default", pod: "train-1" });
      expect(found).toEqual([{ ...stream, uid: "u-2" }, stream]);
      expect(await ledger.findLogs({ namespace: "other", pod: "train-1" })).toEqual([]);
    });

    test("is found by what its pod's name begins with, taken as it stands", async () => {
      const named = (pod: string) => ({ ...stream, pod });
      for (const pod of ["serve-a-1", "serve-a-2", "serve-b-1", "serve_a-1", "Serve-a-1"])
        await ledger.appendLog(named(pod), 0, lines(0, 1));
      const found = (podPrefix: string, namespace = "default") => ledger.findLogs({ namespace, podPrefix });
      expect(await found("serve-a-")).toEqual([named("serve-a-2"), named("serve-a-1")]);
      expect(await found("serve_")).toEqual([named("serve_a-1")]);
      expect(await found("serve-c")).toEqual([]);
      expect(await found("serve-a-", "other")).toEqual([]);
    });

    test("that comes line by line is read the same from any place at any time", async () => {
      const wanted = lines(0, 150);
      for (const [index, each] of wanted.entries()) {
        await ledger.appendLog(stream, index, [each]);
        if (index % 29 !== 0) continue;
        const from = Math.floor(index / 2);
        const page = await ledger.readLog(stream, { from, limit: 500 });
        expect(page.lines).toEqual(
          wanted.slice(from, index + 1).map((line, i) => ({ ...line, index: from + i })),
        );
      }
      await ledger.closeLog(stream);
      for (const [from, limit] of [
        [0, 500],
        [131, 7],
        [149, 1],
        [63, 2],
        [60, 80],
      ] as const) {
        const page = await ledger.readLog(stream, { from, limit });
        expect(texts(page.lines)).toEqual(texts(wanted.slice(from, from + limit) as StoredLogLine[]));
      }
    });

    test("keeps the order of its lines whatever their times", async () => {
      const times = [5, -3, 1e12, 0, -1_700_000_000_000, 7];
      await ledger.appendLog(
        stream,
        0,
        times.map((ms) => line(`at ${ms}`, ms)),
      );
      const page = await ledger.readLog(stream, { from: 0, limit: 10 });
      expect(page.lines.map((each) => each.at)).toEqual(times.map(at));
    });

    test("gets lines from many at once without mixing or losing any", async () => {
      const streams = Array.from({ length: 20 }, (_, i) => ({ ...stream, pod: `pod-${i}` }));
      await Promise.all(
        streams.map(async (each) => {
          for (let from = 0; from < 100; from += 10)
            await ledger.appendLog(each, from, lines(from, from + 10));
        }),
      );
      for (const each of streams) {
        const page = await ledger.readLog(each, { from: 0, limit: 200 });
        expect(texts(page.lines)).toEqual(texts(lines(0, 100) as StoredLogLine[]));
      }
    });
  });

  describe("A follower", () => {
    test("gets what is there, then what comes, in order and once, and ends with the log", async () => {
      await ledger.appendLog(stream, 0, lines(0, 1200));
      const seen = collect(ledger.followLog(stream, { from: 0, signal: new AbortController().signal }));
      for (let from = 1200; from < 1500; from += 50)
        await ledger.appendLog(stream, from, lines(from, from + 50));
      await ledger.closeLog(stream);
      expect((await seen).map(({ index }) => index)).toEqual(Array.from({ length: 1500 }, (_, i) => i));
    });

    test("may come before the log and may start in its middle", async () => {
      const seen = collect(ledger.followLog(stream, { from: 2, signal: new AbortController().signal }));
      await ledger.appendLog(stream, 0, lines(0, 4));
      await ledger.closeLog(stream);
      expect(texts(await seen)).toEqual(["line 2", "line 3"]);
    });

    test("ends without an error when it is told to stop, waiting or not", async () => {
      const stop = new AbortController();
      await ledger.appendLog(stream, 0, lines(0, 3));
      const seen: string[] = [];
      for await (const each of ledger.followLog(stream, { from: 0, signal: stop.signal })) {
        seen.push(...texts(each));
        if (seen.length === 3) setTimeout(() => stop.abort(), 5);
      }
      expect(seen).toEqual(["line 0", "line 1", "line 2"]);
      expect(await collect(ledger.followLog(stream, { from: 0, signal: stop.signal }))).toEqual([]);
    });

    test("that reads slowly holds nobody up", async () => {
      await ledger.appendLog(stream, 0, lines(0, 1));
      const slow = ledger.followLog(stream, { from: 0, signal: new AbortController().signal });
      const first = await slow[Symbol.asyncIterator]().next();
      await ledger.appendLog(stream, 1, lines(1, 5000));
      expect(await ledger.logLength(stream)).toBe(5000);
      expect(texts(first.value ?? [])).toEqual(["line 0"]);
    });
  });

  describe("Metric points", () => {
    const point = (name: string, value: number, ms: number) => ({ name, value, at: at(ms) });

    test("are stored with their cursor; points up to a cursor that was passed count once", async () => {
      const points = [point("rmse", 3, 1), point("rmse", 2, 2)];
      expect(await ledger.appendMetrics(subject, "log", { from: 0, to: 10 }, points)).toBe(10);
      expect(await ledger.appendMetrics(subject, "log", { from: 0, to: 10 }, points)).toBe(10);
      expect(await ledger.appendMetrics(subject, "log", { from: 0, to: 4 }, [point("rmse", 9, 9)])).toBe(10);
      expect(await ledger.metricsCursor(subject, "log")).toBe(10);
      expect((await ledger.readMetrics(subject, { limit: 10 })).points).toEqual([
        point("rmse", 3, 1),
        point("rmse", 2, 2),
      ]);
    });

    test("of two readers of one source count once, and none is left out", async () => {
      const read = async (upTo: number): Promise<void> => {
        for (let from = await ledger.metricsCursor(subject, "log"); from < upTo; ) {
          const to = Math.min(from + 3, upTo);
          const points = Array.from({ length: to - from }, (_, i) => point("a", from + i, from + i));
          from = await ledger.appendMetrics(subject, "log", { from, to }, points);
        }
      };
      await Promise.all([read(20), read(13), read(20)]);
      const values = (await ledger.readMetrics(subject, { limit: 100 })).points.map(({ value }) => value);
      expect(values).toEqual(Array.from({ length: 20 }, (_, i) => i));
    });

    test("keep one cursor a source and a subject", async () => {
      await ledger.appendMetrics(subject, "log", { from: 0, to: 10 }, []);
      expect(await ledger.metricsCursor(subject, "other")).toBe(0);
      expect(await ledger.metricsCursor({ ...subject, uid: "s-2" }, "log")).toBe(0);
      expect(await ledger.metricsCursor(subject, "log")).toBe(10);
    });

    const pointsOf = async (options: Parameters<Ledger["readMetrics"]>[1]) =>
      (await ledger.readMetrics(subject, options)).points;

    test("are read by name and after a time, oldest first", async () => {
      const points = [point("a", 1, 1), point("b", 2, 2), point("a", 3, 3), point("a", 4, 4)];
      await ledger.appendMetrics(subject, "log", { from: 0, to: 1 }, points);
      const read = await pointsOf({ name: "a", after: { at: at(1) }, limit: 10 });
      expect(read.map(({ value }) => value)).toEqual([3, 4]);
      const some = await pointsOf({ limit: 2 });
      expect(some.map(({ value }) => value)).toEqual([1, 2]);
    });

    test.each([1, 3, 1_000])(
      "come in pages that are never longer, with %i in one instant",
      async (together) => {
        const points = Array.from({ length: 9 }, (_, i) => point("a", i, Math.floor(i / together)));
        await ledger.appendMetrics(subject, "log", { from: 0, to: 1 }, [...points, point("b", 99, 0)]);
        const read: number[] = [];
        let after: PointMark | undefined;
        do {
          const page = await ledger.readMetrics(subject, { limit: 2, name: "a", ...(after && { after }) });
          expect(page.points.length).toBeLessThanOrEqual(2);
          read.push(...page.points.map(({ value }) => value));
          after = page.next;
        } while (after !== undefined);
        expect(read).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
      },
    );

    test("tell the newest of each metric, and a value that is no number stays one", async () => {
      const points = [point("a", 1, 1), point("b", 7, 5), point("a", 2, 2), point("a", Number.NaN, 3)];
      await ledger.appendMetrics(subject, "log", { from: 0, to: 1 }, points);
      await ledger.appendMetrics(subject, "older", { from: 0, to: 1 }, [
        point("b", 6, 4),
        point("c", Number.POSITIVE_INFINITY, 1),
      ]);
      expect(await ledger.lastMetrics([{ ...subject, uid: "s-2" }, subject])).toEqual([
        [],
        [point("a", Number.NaN, 3), point("b", 7, 5), point("c", Number.POSITIVE_INFINITY, 1)],
      ]);
    });
  });

  describe("The newest points of series", () => {
    const of = (name: string, labels?: Readonly<Record<string, string>>): SeriesKey =>
      labels === undefined ? { name } : { name, labels };

    test("are told of those that are asked for", async () => {
      const points = [
        { ...of("a"), value: 1, at: at(1) },
        { ...of("a", { unit: "s" }), value: 2, at: at(1) },
        { ...of("a", { unit: "s" }), value: 3, at: at(2) },
        { ...of("b"), value: 4, at: at(1) },
      ];
      await ledger.appendMetrics(subject, "log", { from: 0, to: 1 }, points);
      const found = await ledger.newestOf(subject, [
        of("a", { unit: "s" }),
        of("b"),
        of("b", { unit: "s" }),
        of("c"),
      ]);
      expect([...found].sort((one, other) => one.value - other.value)).toEqual([points[2], points[3]]);
      expect(await ledger.newestOf({ ...subject, uid: "s-2" }, [of("a")])).toEqual([]);
    });

    test("come in pages, each series once", async () => {
      const series = ["a", "ab", "B", "é"].flatMap((name) => [
        of(name),
        of(name, { x: "1" }),
        of(name, { x: "1", y: "Z" }),
      ]);
      const points = series.map((key) => ({ ...key, value: 1, at: at(1) }));
      await ledger.appendMetrics(subject, "log", { from: 0, to: 1 }, points);
      const told: SeriesKey[] = [];
      let after: SeriesKey | undefined;
      for (;;) {
        const page = await ledger.newestAfter(subject, { limit: 5, ...(after && { after }) });
        if (page.length === 0) break;
        told.push(...page.map(({ name, labels }) => of(name, labels)));
        after = told.at(-1);
      }
      expect(told).toHaveLength(series.length);
      expect(told).toEqual(expect.arrayContaining(series));
    });
  });

  describe("A series", () => {
    const point = (value: number, ms: number, more: Partial<MetricPoint> = {}): MetricPoint => ({
      name: "loss",
      value,
      at: at(ms),
      ...more,
    });
    const store = (points: readonly MetricPoint[], of = subject) =>
      ledger.appendMetrics(of, "log", { from: 0, to: points.length }, points);
    const asked = { subject, name: "loss" };

    test("comes in equal parts of its time, those without points left out", async () => {
      await store([
        point(1, 0),
        point(3, 9),
        point(5, 10),
        point(7, 39),
        { ...point(99, 12), name: "other" },
      ]);
      await store([point(1_000, 5)], { ...subject, uid: "s-2" });
      expect(await ledger.series({ ...asked, buckets: 4 })).toEqual([
        { from: at(0), count: 2, sum: 4, min: 1, max: 3 },
        { from: at(10), count: 1, sum: 5, min: 5, max: 5 },
        { from: at(30), count: 1, sum: 7, min: 7, max: 7 },
      ]);
    });

    test("is cut to what was asked for", async () => {
      await store([point(1, 0), point(2, 10), point(4, 19), point(8, 20), point(16, 30)]);
      const within = { ...asked, from: at(10), to: at(30), buckets: 2 };
      expect((await ledger.series(within)).map(({ from, sum }) => [from, sum])).toEqual([
        [at(10), 6],
        [at(20), 8],
      ]);
      expect((await ledger.series({ ...asked, from: at(-100), to: at(100), buckets: 1 }))[0]).toMatchObject({
        from: at(-100),
        count: 5,
      });
      expect(await ledger.series({ ...asked, from: at(500), to: at(600), buckets: 3 })).toEqual([]);
      expect(await ledger.series({ ...asked, name: "nobody's", buckets: 3 })).toEqual([]);
    });

    test("of one instant, or with a number of parts that none can be, has at least one", async () => {
      await store([point(1, 5), point(2, 5)]);
      for (const buckets of [1, 7, 0, -3, 1e9])
        expect((await ledger.series({ ...asked, buckets })).map(({ count, sum }) => [count, sum])).toEqual([
          [2, 3],
        ]);
    });

    test("of more points than one step reads adds up", async () => {
      const count = 45_000;
      await store(Array.from({ length: count }, (_, i) => point(1, Math.floor(i / 3))));
      const parts = await ledger.series({ ...asked, buckets: 7 });
      expect(parts).toHaveLength(7);
      expect(parts.reduce((sum, part) => sum + part.sum, 0)).toBe(count);
      const steepest = await ledger.series({ ...asked, from: at(0), to: at(1), buckets: 1 });
      expect(steepest).toEqual([{ from: at(0), count: 3, sum: 3, min: 1, max: 1 }]);
    });

    test("adds up points that stand for several measurements, and one of them is read as it was stored", async () => {
      const several = { count: 2.5, sum: 10, min: -1, max: 9 };
      const points = [point(4, 1, { several }), point(7, 2)];
      await store(points);
      expect(await ledger.series({ ...asked, buckets: 1 })).toEqual([
        { from: at(1), count: 3.5, sum: 17, min: -1, max: 9 },
      ]);
      expect((await ledger.readMetrics(subject, { limit: 10 })).points).toEqual(points);
      expect(await ledger.lastMetrics([subject])).toEqual([[points[1]]]);
    });

    test("is told apart by labels, whatever their order, and leaves out what is no number", async () => {
      const one = { host: "algo-1", gpu: "0" };
      const points = [
        point(1, 0, { labels: one, step: 1 }),
        point(2, 1, { labels: { gpu: "0", host: "algo-1" }, step: 2 }),
        point(4, 1, { labels: { host: "algo-2" } }),
        point(8, 1),
        point(Number.NaN, 2),
      ];
      await store(points);
      const sum = async (labels: Record<string, string>) =>
        (await ledger.series({ ...asked, labels, buckets: 1 })).map((part) => part.sum);
      expect([await sum(one), await sum({ host: "algo-2" }), await sum({})]).toEqual([[3], [4], [8]]);
      expect((await ledger.readMetrics(subject, { limit: 10 })).points).toEqual(points);
      expect((await ledger.lastMetrics([subject]))[0]).toEqual([points[4], points[1], points[2]]);
    });
  });

  describe("Facts", () => {
    const other = { ...subject, name: "b", uid: "s-2" };
    const fact = (key: string, json: Json = { key }): Fact => ({ type: "toy", key, at: at(0), json });
    const keys = (facts: readonly Fact[]) => facts.map(({ key }) => key);

    test("are there once by subject, type and key, as they were first told", async () => {
      const appended = fact("a", { deep: [1, null, "\u0000ünï🚀"], no: false });
      await ledger.appendFact(subject, appended);
      await ledger.appendFact(subject, fact("a", "something else"));
      await ledger.appendFact(subject, { ...fact("a"), type: "another" });
      await ledger.appendFact(other, fact("a"));
      const { facts } = await ledger.facts({ subjects: [subject], type: "toy", limit: 10 });
      expect(facts).toEqual([{ ...appended, subject }]);
    });

    test("of many subjects are read in pages, in the order they came", async () => {
      for (let i = 0; i < 10; i++) await ledger.appendFact(i % 2 === 0 ? subject : other, fact(`k${i}`));
      await ledger.appendFact({ ...subject, uid: "s-3" }, fact("not asked for"));
      const subjects = [subject, other, { ...subject, uid: "nobody" }];
      const read = async (newestFirst?: boolean): Promise<readonly string[]> => {
        const found: string[] = [];
        let after: number | undefined;
        do {
          const page = await ledger.facts({
            subjects,
            type: "toy",
            limit: 3,
            ...defined({ after, newestFirst }),
          });
          expect(page.facts.length).toBeLessThanOrEqual(3);
          found.push(...keys(page.facts));
          after = page.next;
        } while (after !== undefined);
        return found;
      };
      const appended = Array.from({ length: 10 }, (_, i) => `k${i}`);
      expect(await read()).toEqual(appended);
      expect(await read(true)).toEqual(appended.toReversed());
      expect(await ledger.facts({ subjects: [], type: "toy", limit: 3 })).toEqual({ facts: [] });
    });

    test("that are filed are found by what they are within, their marks and places, and by their list until another takes them off", async () => {
      const filed = (key: string, within: string, more: Partial<Fact["filed"]> = {}): Fact => ({
        ...fact(key),
        filed: { within, mark: "done", place: 0, ...more },
      });
      for (const [index, key] of ["c", "a", "b"].entries())
        await ledger.appendFact(subject, filed(key, "fan", { place: 2 - index }));
      await ledger.appendFact(subject, filed("lost", "fan", { place: 5, mark: "failed", list: "failed" }));
      await ledger.appendFact(subject, filed("inner", "fan.inside", { list: "open" }));
      await ledger.appendFact(subject, fact("of none"));
      await ledger.appendFact(other, filed("a", "fan", { list: "failed" }));
      const found = async (within: readonly string[], more: Partial<FiledAsked> = {}) =>
        keys(await ledger.filedFacts({ subject, type: "toy", within, limit: 10, ...more }));
      expect(await found(["fan"])).toEqual(["b", "a", "c", "lost"]);
      expect(await found(["fan"], { limit: 2 })).toEqual(["b", "a"]);
      expect(await found(["fan"], { from: 1, to: 3 })).toEqual(["a", "c"]);
      expect(await found(["fan"], { marks: ["failed", "odd"] })).toEqual(["lost"]);
      expect((await found(["fan.inside", "fan", "nothing"], { marks: ["done"] })).toSorted()).toEqual([
        ...["a", "b", "c", "inner"],
      ]);
      expect(await found([])).toEqual([]);
      const counts = await ledger.countFiled({ subject, type: "toy", within: ["fan", "fan.inside", "no"] });
      expect(counts.map(({ within, mark, count }) => `${within} ${mark} ${count}`).toSorted()).toEqual([
        ...["fan done 3", "fan failed 1", "fan.inside done 1"],
      ]);
      const listed = async (list: string, subjects = [subject]) =>
        keys((await ledger.facts({ subjects, type: "toy", list, limit: 10 })).facts);
      expect(await listed("failed")).toEqual(["lost"]);
      expect(await listed("failed", [subject, other])).toEqual(["lost", "a"]);
      expect(await listed("open")).toEqual(["inner"]);
      await ledger.appendFact(subject, { ...fact("end"), unlists: { type: "toy", within: "fan.inside" } });
      expect([await listed("open"), await listed("failed")]).toEqual([[], ["lost"]]);
      expect(await found(["fan.inside"])).toEqual(["inner"]);
    });

    test("name their subjects, newest first, by any of their names and in pages", async () => {
      const all = Array.from({ length: 5 }, (_, i) => ({ ...subject, name: `n${i % 2}`, uid: `u${i}` }));
      for (const each of all) await ledger.appendFact(each, fact("a"));
      await ledger.appendFact({ ...subject, kind: "Endpoint", namespace: "other" }, fact("a"));
      const uids = async (where: Partial<Subject>) =>
        (await ledger.subjects({ where, limit: 10 })).subjects.map(({ uid }) => uid);
      expect(await uids({ namespace: "default", kind: "TrainingJob" })).toEqual([
        "u4",
        "u3",
        "u2",
        "u1",
        "u0",
      ]);
      expect(await uids({ namespace: "default", name: "n1" })).toEqual(["u3", "u1"]);
      expect(await uids({ uid: "u2" })).toEqual(["u2"]);
      expect(await uids({ kind: "Endpoint" })).toEqual(["s-1"]);
      expect(await uids({ name: "nobody" })).toEqual([]);
      const first = await ledger.subjects({ where: { namespace: "default" }, limit: 3 });
      const rest = await ledger.subjects({
        where: { namespace: "default" },
        limit: 3,
        after: first.next ?? 0,
      });
      expect([...first.subjects, ...rest.subjects]).toEqual(all.toReversed());
      expect(rest.next).toBeUndefined();
    });
  });

  describe("Attempts and cost", () => {
    test("An attempt is one fact: its end is added to its start, and saying either again changes nothing", async () => {
      const started = { attempt: 1, run: "abalone-1", startedAt: at(0) };
      const ended = {
        attempt: 1,
        run: "abalone-1",
        finishedAt: at(9),
        outcome: "failed" as const,
        message: "oom",
      };
      for (const fact of [started, ended, ended, started]) await appendAttempt(ledger, subject, fact);
      await appendAttempt(ledger, subject, { attempt: 2, run: "abalone-2", startedAt: at(10) });
      expect(await readAttempts(ledger, subject)).toEqual([
        { ...started, ...ended },
        { attempt: 2, run: "abalone-2", startedAt: at(10) },
      ]);
    });

    test("A cost fact is stored once a try, whatever else is told of it, and one of before once a time", async () => {
      const cost = {
        at: at(0),
        instanceType: "ml.m5.large",
        instanceCount: 1,
        billableSeconds: 12,
        price: { perHour: 0.115, currency: "USD" },
      };
      await appendCost(ledger, subject, cost);
      await appendCost(ledger, subject, { ...cost, billableSeconds: 99 });
      await appendCost(ledger, subject, { ...cost, at: at(1) });
      const tried = { ...cost, attempt: 2, run: "abalone-2" };
      await appendCost(ledger, subject, tried);
      await appendCost(ledger, subject, { ...tried, at: at(2), billableSeconds: 99 });
      expect(await readCosts(ledger, subject)).toEqual([cost, { ...cost, at: at(1) }, tried]);
      expect(await readCosts(ledger, { ...subject, uid: "s-2" })).toEqual([]);
    });
  });

  describe("Retention", () => {
    const aged = (text: string, days: number): LogLine => ({ at: new Date(Date.now() - days * DAY), text });

    test("by age drops old lines and points and keeps the numbering of what stays", async () => {
      await ledger.appendLog(stream, 0, [aged("old", 9), aged("older", 8), aged("new", 1)]);
      await ledger.closeLog(stream);
      const old = { name: "a", value: 1, at: new Date(Date.now() - 9 * DAY) };
      await ledger.appendMetrics(subject, "log", { from: 0, to: 1 }, [
        old,
        { ...old, at: new Date(Date.now() - DAY) },
      ]);
      expect(await ledger.retain({ ...FOREVER, maxAgeMs: 7 * DAY })).toBeGreaterThan(0);
      const { lines: kept } = await ledger.readLog(stream, { from: 0, limit: 10 });
      expect(kept.map(({ index, text }) => [index, text])).toEqual([[2, "new"]]);
      expect((await ledger.readMetrics(subject, { limit: 10 })).points).toHaveLength(1);
      expect(await ledger.logLength(stream)).toBe(3);
    });

    test("by size drops the oldest first, across streams, until the rest fits", async () => {
      const other = { ...stream, pod: "train-2" };
      await ledger.appendLog(
        other,
        0,
        Array.from({ length: 2000 }, (_, i) => aged(noise(i, 200), 2)),
      );
      await ledger.appendLog(
        stream,
        0,
        Array.from({ length: 2000 }, (_, i) => aged(noise(-i, 200), 3)),
      );
      await ledger.closeLog(stream);
      await ledger.closeLog(other);
      const freed = await ledger.retain({ ...FOREVER, maxBytes: 200_000 });
      expect(freed).toBeGreaterThan(100_000);
      const first = await ledger.readLog(stream, { from: 0, limit: 5000 });
      const second = await ledger.readLog(other, { from: 0, limit: 5000 });
      expect(first.lines).toEqual([]);
      expect(second.lines.length).toBeGreaterThan(1000);
      expect(second.lines.length * 150).toBeLessThanOrEqual(210_000);
      expect(second.lines.at(-1)?.index).toBe(1999);
      expect(await ledger.retain({ ...FOREVER, maxBytes: 200_000 })).toBe(0);
    });

    test("never touches the last 1,000 lines of an open log", async () => {
      await ledger.appendLog(
        stream,
        0,
        Array.from({ length: 1500 }, () => aged("x", 30)),
      );
      await ledger.retain({ maxAgeMs: DAY, maxBytes: 0 });
      const { lines: kept } = await ledger.readLog(stream, { from: 0, limit: 5000 });
      expect(kept.map(({ index }) => index)).toEqual(Array.from({ length: 1000 }, (_, i) => 500 + i));
      await ledger.appendLog(stream, 1500, [aged("y", 0)]);
      expect(await ledger.logLength(stream)).toBe(1501);
    });

    test("of an open log that came in small pieces leaves what follows as it is", async () => {
      const sent = Array.from({ length: 1600 }, (_, i) => aged(`${i}`, 30));
      for (let from = 0; from < 1500; from += 50)
        await ledger.appendLog(stream, from, sent.slice(from, from + 50));
      await ledger.retain({ maxAgeMs: DAY, maxBytes: 0 });
      for (let from = 1500; from < 1600; from += 10)
        await ledger.appendLog(stream, from, sent.slice(from, from + 10));
      await ledger.closeLog(stream);
      const { lines: kept } = await ledger.readLog(stream, { from: 0, limit: 5000 });
      expect(kept.map(({ index, text }) => [index, text])).toEqual(
        Array.from({ length: 1100 }, (_, i) => [500 + i, `${500 + i}`]),
      );
      expect(await ledger.retain({ maxAgeMs: DAY, maxBytes: 0 })).toBeGreaterThan(0);
      expect((await ledger.readLog(stream, { from: 0, limit: 5000 })).lines).toEqual([]);
      expect(await ledger.retain({ maxAgeMs: DAY, maxBytes: 0 })).toBe(0);
    });

    test("by age drops facts, and subjects of whom nothing is left", async () => {
      const fact = { type: "toy", json: 1 };
      await ledger.appendFact(subject, { ...fact, key: "old", at: new Date(Date.now() - 9 * DAY) });
      await ledger.appendFact(subject, { ...fact, key: "new", at: new Date() });
      await ledger.appendFact({ ...subject, uid: "s-2" }, { ...fact, key: "old", at: new Date(0) });
      await ledger.retain({ ...FOREVER, maxAgeMs: 7 * DAY });
      const { facts } = await ledger.facts({ subjects: [subject], type: "toy", limit: 10 });
      expect(facts.map(({ key }) => key)).toEqual(["new"]);
      expect((await ledger.subjects({ where: {}, limit: 10 })).subjects).toEqual([subject]);
    });

    test("by age leaves all facts of whom it is to keep, however many there are of others", async () => {
      const kept = { ...subject, uid: "s-2" };
      const old = { type: "toy", json: 1, at: new Date(Date.now() - 9 * DAY) };
      const keys = Array.from({ length: 600 }, (_, index) => `${index}`);
      const append = (of: Subject) => Promise.all(keys.map((key) => ledger.appendFact(of, { ...old, key })));
      await append(kept);
      await append(subject);
      await ledger.retain({ ...FOREVER, maxAgeMs: 7 * DAY, keeps: ({ uid }) => uid === kept.uid });
      const { facts } = await ledger.facts({ subjects: [subject, kept], type: "toy", limit: 2_000 });
      expect(new Set(facts.map(({ subject: { uid }, key }) => `${uid} ${key}`))).toEqual(
        new Set(keys.map((key) => `${kept.uid} ${key}`)),
      );
      expect((await ledger.subjects({ where: {}, limit: 10 })).subjects).toEqual([kept]);
    });

    test("forgets subjects of whom nothing is left, however many there are of others before them", async () => {
      const fact = { type: "toy", key: "one", json: 1, at: new Date() };
      const numbered = (index: number): Subject => ({ ...subject, uid: `u-${index}` });
      for (let from = 0; from < 600; from += 100)
        await Promise.all(Array.from({ length: 100 }, (_, i) => ledger.appendFact(numbered(from + i), fact)));
      await ledger.appendFact(subject, { ...fact, at: new Date(0) });
      await ledger.retain({ ...FOREVER, maxAgeMs: 7 * DAY });
      expect((await ledger.subjects({ where: { uid: subject.uid }, limit: 10 })).subjects).toEqual([]);
      expect((await ledger.subjects({ where: {}, limit: 2_000 })).subjects).toHaveLength(600);
    });

    test("drops nothing that is young and fits", async () => {
      await ledger.appendLog(stream, 0, [aged("x", 1)]);
      await ledger.closeLog(stream);
      expect(await ledger.retain({ maxAgeMs: 7 * DAY, maxBytes: 1_000_000 })).toBe(0);
      expect((await ledger.readLog(stream, { from: 0, limit: 10 })).lines).toHaveLength(1);
    });

    test("lets a log be sent again without storing anew what it dropped", async () => {
      const sent = [aged("a", 9), aged("b", 9)];
      await ledger.appendLog(stream, 0, sent);
      await ledger.closeLog(stream);
      await ledger.retain({ ...FOREVER, maxAgeMs: 7 * DAY });
      await ledger.appendLog(stream, 0, sent);
      expect((await ledger.readLog(stream, { from: 0, limit: 10 })).lines).toEqual([]);
    });
  });

  test("What was acknowledged is there after closing and opening again; a closed ledger says that it is", async () => {
    await ledger.appendLog(stream, 0, lines(0, 2));
    await ledger.appendMetrics(subject, "log", { from: 0, to: 3 }, [{ name: "a", value: 1, at: at(0) }]);
    await ledger.close();
    await ledger.close();
    await expectCode(ledger.logLength(stream), "SLIP-LEDGER-006");
    ledger = await open();
    expect(await ledger.logLength(stream)).toBe(2);
    expect(await ledger.metricsCursor(subject, "log")).toBe(3);
  });
}

async function collect(pages: AsyncIterable<readonly StoredLogLine[]>): Promise<StoredLogLine[]> {
  const all: StoredLogLine[] = [];
  for await (const each of pages) all.push(...each);
  return all;
}

async function expectCode(promise: Promise<unknown>, code: string): Promise<void> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SlipwayError);
  expect((error as SlipwayError).code).toBe(code);
}
