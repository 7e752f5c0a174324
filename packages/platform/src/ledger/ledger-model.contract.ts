import { defined, isSlipwayError } from "@slipway/model";
import fc from "fast-check";
import { expect } from "vitest";
import type { Fact, Ledger, LogLine, LogStream, MetricPoint, PointMark, Span, Subject } from "./ledger.ts";

const DAY_MS = 86_400_000;
/** What is older may be dropped; what is not may not. */
const KEPT_MS = 30 * DAY_MS;
const OLD_MS = 40 * DAY_MS;

const STREAMS: readonly LogStream[] = ["algorithm", "fetch"].map((container) => ({
  namespace: "default",
  pod: "p",
  uid: "u",
  container,
}));
const SUBJECTS: readonly Subject[] = ["one", "two"].map((name) => ({
  namespace: "default",
  kind: "TrainingJob",
  name,
  uid: `uid-${name}`,
}));

interface Log {
  readonly lines: LogLine[];
  closed: boolean;
  /** Retention took what comes before. */
  keptFrom: number;
}

/** What a ledger is: lists that only grow. */
export class LedgerModel {
  /** Of all times here. */
  readonly now = Date.now();
  readonly logs: readonly Log[] = STREAMS.map(() => ({ lines: [], closed: false, keptFrom: 0 }));
  readonly cursors = new Map<string, number>();
  readonly points: readonly MetricPoint[][] = SUBJECTS.map(() => []);
  readonly facts: readonly Fact[][] = SUBJECTS.map(() => []);

  log(which: number): Log {
    return this.logs[which] as Log;
  }
}

export interface LedgerOnTrial {
  ledger: Ledger;
  /** The same records, after an end in good order or after a kill. */
  again(how: "closed" | "killed"): Promise<Ledger>;
}

type Step = fc.AsyncCommand<LedgerModel, LedgerOnTrial>;
const step = (title: string, run: (model: LedgerModel, real: LedgerOnTrial) => Promise<void>): Step => ({
  check: () => true,
  run: (model, real) => run(model as LedgerModel, real),
  toString: () => title,
});

/** From a little before the log's end, as a shipper does that forgot; from a little after it is a gap. */
const appendLog = (which: number, shift: number, lines: readonly { old: boolean; text: string }[]): Step =>
  step(`appendLog(${which}, ${shift}, ${lines.length} lines)`, async (model, { ledger }) => {
    const stream = STREAMS[which] as LogStream;
    const log = model.log(which);
    const from = Math.max(0, log.lines.length + shift);
    const given = lines.map(({ old, text }) => ({ at: new Date(model.now - (old ? OLD_MS : 0)), text }));
    const fresh = given.slice(log.lines.length - from);
    const error = await ledger.appendLog(stream, from, given).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (from > log.lines.length) expect(isSlipwayError(error, "SLIP-LEDGER-001"), String(error)).toBe(true);
    else if (log.closed && fresh.length > 0) expect(isSlipwayError(error), String(error)).toBe(true);
    else {
      expect(error).toBeUndefined();
      log.lines.push(...fresh);
    }
    expect(await ledger.logLength(stream)).toBe(log.lines.length);
  });

const closeLog = (which: number): Step =>
  step(`closeLog(${which})`, async (model, { ledger }) => {
    await ledger.closeLog(STREAMS[which] as LogStream);
    model.log(which).closed = true;
  });

const readLog = (which: number, back: number, limit: number): Step =>
  step(`readLog(${which}, ${back} back, ${limit})`, async (model, { ledger }) => {
    const { lines, closed, keptFrom } = model.log(which);
    const from = Math.max(0, lines.length - back);
    const page = await ledger.readLog(STREAMS[which] as LogStream, { from, limit });
    const first = Math.max(from, keptFrom);
    const wanted = lines.slice(first).map((line, index) => ({ ...line, index: first + index }));
    expect(page.closed).toBe(closed);
    expect(page.lines).toEqual(wanted.slice(0, page.lines.length));
    expect(page.lines.length).toBeLessThanOrEqual(limit);
    if (wanted.length > 0) expect(page.lines.length).toBeGreaterThan(0);
  });

/** By a reader that stands where the cursor does, or by another one that comes too late or too soon. */
const appendMetrics = (which: number, shift: number, points: readonly Point[]): Step =>
  step(`appendMetrics(${which}, ${shift}, ${JSON.stringify(points)})`, async (model, { ledger }) => {
    const subject = SUBJECTS[which] as Subject;
    const cursor = model.cursors.get(subject.uid) ?? 0;
    const span: Span = { from: Math.max(0, cursor + shift), to: Math.max(0, cursor + shift) + 3 };
    const given = points.map((point) => toPoint(model, point));
    const counts = span.from === cursor;
    if (counts) {
      model.points[which]?.push(...given);
      model.cursors.set(subject.uid, span.to);
    }
    const stands = counts ? span.to : cursor;
    expect(await ledger.appendMetrics(subject, "log", span, given)).toBe(stands);
    expect(await ledger.metricsCursor(subject, "log")).toBe(stands);
  });

interface Point {
  readonly name: string;
  readonly value: number;
  readonly second: number;
  readonly host: string | undefined;
}

const toPoint = (model: LedgerModel, { name, value, second, host }: Point): MetricPoint => ({
  name,
  value,
  at: new Date(model.now - 100_000 + second * 1_000),
  ...(host === undefined ? {} : { labels: { host } }),
});

const readMetrics = (which: number, limit: number): Step =>
  step(`readMetrics(${which}, ${limit} a page)`, async (model, { ledger }) => {
    const found: MetricPoint[] = [];
    let after: PointMark | undefined;
    do {
      const page = await ledger.readMetrics(SUBJECTS[which] as Subject, { limit, ...defined({ after }) });
      found.push(...page.points);
      after = page.next;
    } while (after !== undefined);
    const times = found.map(({ at }) => at.getTime());
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(found.map(tell).sort()).toEqual((model.points[which] ?? []).map(tell).sort());
  });

const tell = ({ name, value, at, labels }: MetricPoint): string =>
  `${at.getTime()} ${name} ${JSON.stringify(labels ?? {})} ${value}`;

function grouped<K>(points: readonly MetricPoint[], keyOf: (point: MetricPoint) => K): Map<K, MetricPoint[]> {
  const groups = new Map<K, MetricPoint[]>();
  for (const point of points) groups.set(keyOf(point), [...(groups.get(keyOf(point)) ?? []), point]);
  return groups;
}

const lastMetrics = (): Step =>
  step("lastMetrics()", async (model, { ledger }) => {
    const last = await ledger.lastMetrics(SUBJECTS);
    for (const [which, points] of model.points.entries()) {
      const series = grouped(points, ({ name, labels }) => `${name} ${labels?.["host"] ?? ""}`);
      expect(last[which]).toHaveLength(series.size);
      for (const found of last[which] ?? []) {
        const of = series.get(`${found.name} ${found.labels?.["host"] ?? ""}`) ?? [];
        const newest = Math.max(...of.map(({ at }) => at.getTime()));
        expect(found.at.getTime()).toBe(newest);
        expect(of.map(tell)).toContain(tell(found));
      }
    }
  });

const series = (which: number, name: string, buckets: number): Step =>
  step(`series(${which}, ${name}, ${buckets})`, async (model, { ledger }) => {
    const [from, to] = [new Date(model.now - 90_000), new Date(model.now - 10_000)];
    const found = await ledger.series({ subject: SUBJECTS[which] as Subject, name, from, to, buckets });
    const width = (to.getTime() - from.getTime()) / buckets;
    const inside = (model.points[which] ?? []).filter(
      (point) => point.name === name && point.labels === undefined && point.at >= from && point.at < to,
    );
    const parts = grouped(inside, ({ at }) => Math.floor((at.getTime() - from.getTime()) / width));
    const wanted = [...parts].sort(([a], [b]) => a - b);
    expect(found.map(({ from: begins, count }) => [begins.getTime(), count])).toEqual(
      wanted.map(([part, points]) => [from.getTime() + part * width, points.length]),
    );
    for (const [index, [, points]] of wanted.entries()) {
      const values = points.map(({ value }) => value);
      const { sum, min, max } = found[index] ?? { sum: Number.NaN, min: Number.NaN, max: Number.NaN };
      expect([min, max]).toEqual([Math.min(...values), Math.max(...values)]);
      expect(sum).toBeCloseTo(
        values.reduce((all, value) => all + value, 0),
        6,
      );
    }
  });

/** The first fact of a key stays. */
const appendFact = (which: number, key: string, json: number): Step =>
  step(`appendFact(${which}, ${key}, ${json})`, async (model, { ledger }) => {
    const fact: Fact = { type: "lineage", key, at: new Date(model.now), json };
    await ledger.appendFact(SUBJECTS[which] as Subject, fact);
    const known = model.facts[which];
    if (known?.some((one) => one.key === key) === false) known.push(fact);
  });

const readFacts = (limit: number): Step =>
  step(`readFacts(${limit} a page)`, async (model, { ledger }) => {
    const found: string[] = [];
    for (let after: number | undefined; ; ) {
      const asked = { subjects: SUBJECTS, type: "lineage", limit };
      const page = await ledger.facts(after === undefined ? asked : { ...asked, after });
      found.push(...page.facts.map(({ subject, key, json }) => `${subject.name} ${key} ${json}`));
      if (page.next === undefined) break;
      after = page.next;
    }
    const wanted = model.facts.map((facts, which) =>
      facts.map(({ key, json }) => `${SUBJECTS[which]?.name} ${key} ${json}`),
    );
    expect([...found].sort()).toEqual(wanted.flat().sort());
    for (const [which, facts] of wanted.entries())
      expect(found.filter((fact) => fact.startsWith(`${SUBJECTS[which]?.name} `))).toEqual(facts);
  });

/** What is young stays, and so does the whole of an open log that is short; of a closed one only what is old may go. */
const retain = (): Step =>
  step("retain()", async (model, { ledger }) => {
    await ledger.retain({ maxAgeMs: KEPT_MS, maxBytes: Number.MAX_SAFE_INTEGER });
    for (const [which, log] of model.logs.entries()) {
      const { lines } = await ledger.readLog(STREAMS[which] as LogStream, { from: 0, limit: 1 });
      const first = lines[0]?.index ?? log.lines.length;
      expect(first).toBeGreaterThanOrEqual(log.keptFrom);
      const young = log.lines.findIndex(({ at }) => at.getTime() >= model.now);
      if (!log.closed) expect(first).toBe(log.keptFrom);
      else if (young >= 0) expect(first).toBeLessThanOrEqual(Math.max(young, log.keptFrom));
      log.keptFrom = first;
    }
  });

const again = (how: "closed" | "killed"): Step =>
  step(`again(${how})`, async (_model, real) => {
    real.ledger = await real.again(how);
  });

const which = fc.nat(1);
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.integer({ min: 0, max: 9 }).map((digit) => String(digit).repeat(3_000)),
);
const line = fc.record({ old: fc.boolean(), text });
const point = fc.record({
  name: fc.constantFrom("loss", "epoch"),
  value: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  second: fc.integer({ min: 0, max: 99 }),
  host: fc.constantFrom(undefined, undefined, "algo-1"),
});

/** Sequences of whatever a ledger is asked to do, ends and kills of its process among them. */
export const ledgerSteps = fc.commands(
  [
    fc
      .tuple(which, fc.constantFrom(0, 0, 0, -1, -3, 1), fc.array(line, { maxLength: 6 }))
      .map((given) => appendLog(...given)),
    fc
      .tuple(which, fc.constantFrom(0, 0, 0, -1, -3, 1), fc.array(line, { maxLength: 6 }))
      .map((given) => appendLog(...given)),
    which.map(closeLog),
    fc.tuple(which, fc.nat(12), fc.integer({ min: 1, max: 8 })).map((given) => readLog(...given)),
    fc
      .tuple(which, fc.constantFrom(0, 0, -3, 2), fc.array(point, { maxLength: 5 }))
      .map((given) => appendMetrics(...given)),
    fc.tuple(which, fc.integer({ min: 1, max: 4 })).map((given) => readMetrics(...given)),
    fc.constant(lastMetrics()),
    fc
      .tuple(which, fc.constantFrom("loss", "epoch"), fc.constantFrom(1, 4, 8))
      .map((given) => series(...given)),
    fc.tuple(which, fc.constantFrom("a", "b", "c"), fc.nat(9)).map((given) => appendFact(...given)),
    fc.integer({ min: 1, max: 4 }).map(readFacts),
    fc.constant(retain()),
    fc.constantFrom("closed" as const, "killed" as const).map(again),
  ],
  { size: "+1" },
);

/** Carries one sequence out, then reads all of it once more after a kill. */
export async function runLedgerModel(
  commands: Iterable<fc.AsyncCommand<LedgerModel, LedgerOnTrial>>,
  real: LedgerOnTrial,
): Promise<void> {
  const model = new LedgerModel();
  await fc.asyncModelRun(() => ({ model, real }), commands);
  const rest = [again("killed"), lastMetrics(), readFacts(2)];
  const reads = [0, 1].flatMap((which) => [readLog(which, 10_000, 1_000), readMetrics(which, 3)]);
  for (const one of [...rest, ...reads]) await one.run(model, real);
}
