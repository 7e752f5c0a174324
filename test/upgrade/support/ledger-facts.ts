import { appendAttempt, readAttempts } from "../../../packages/platform/src/ledger/attempts.ts";
import { appendCost, readCosts } from "../../../packages/platform/src/ledger/costs.ts";
import type { Ledger, LogLine, LogStream, Subject } from "../../../packages/platform/src/ledger/ledger.ts";

/** What a ledger of before says, as JSON has it. */
export interface LedgerFacts {
  readonly logs: readonly {
    readonly stream: LogStream;
    readonly closed: boolean;
    readonly lines: readonly object[];
  }[];
  readonly subjects: readonly {
    readonly subject: Subject;
    readonly metrics: readonly object[];
    readonly attempts: readonly object[];
    readonly costs: readonly object[];
  }[];
}

const START = Date.parse("2026-11-01T12:00:00.000Z");
const at = (second: number): Date => new Date(START + second * 1_000);

const STREAMS: readonly LogStream[] = ["algorithm", "fetch"].map((container) => ({
  namespace: "default",
  pod: "kept-algo-1",
  uid: "8f14e45f-ceea-467f-a0e6-b9b1f2c3d4e5",
  container,
}));
const SUBJECTS: readonly Subject[] = ["kept", "other"].map((name, index) => ({
  namespace: "default",
  kind: "TrainingJob",
  name,
  uid: `1679091c-5a88-4faf-afb5-e6087eb1b2d${index}`,
}));

/** Every sort of fact, with what databases find hard: empty lines, other scripts, quotes, zero bytes' neighbours, odd numbers. */
export async function fill(ledger: Ledger): Promise<void> {
  const [algorithm, fetch] = STREAMS as [LogStream, LogStream];
  await ledger.appendLog(algorithm, 0, lines(0, 600));
  await ledger.appendLog(algorithm, 600, [
    line(600, ""),
    line(601, 'ünïcödé 漢字 🚀 it\'s \\n "so"'),
    line(602, "\u0001"),
  ]);
  await ledger.closeLog(algorithm);
  await ledger.appendLog(fetch, 0, lines(0, 3));
  for (const subject of SUBJECTS) {
    const points = [0.5, 0, -1e300, 5e-324].map((value, index) => ({ name: "loss", value, at: at(index) }));
    await ledger.appendMetrics(subject, "log", { from: 0, to: 4 }, [
      ...points,
      { name: "epoch", value: 4, at: at(3) },
    ]);
    await appendAttempt(ledger, subject, { attempt: 1, run: "kept", startedAt: at(0) });
    await appendAttempt(ledger, subject, { attempt: 1, run: "kept", finishedAt: at(60), outcome: "lost" });
    await appendAttempt(ledger, subject, {
      attempt: 2,
      run: "kept",
      startedAt: at(61),
      outcome: "succeeded",
    });
    await appendCost(ledger, subject, {
      at: at(120),
      instanceType: "ml.m5.large",
      instanceCount: 1,
      billableSeconds: 59,
      price: { perHour: 0.115, currency: "USD" },
    });
  }
}

/** Everything, read back through the seam. */
export async function readFacts(ledger: Ledger): Promise<LedgerFacts> {
  return plain({
    logs: await Promise.all(STREAMS.map((stream) => readStream(ledger, stream))),
    subjects: await Promise.all(
      SUBJECTS.map(async (subject) => ({
        subject,
        metrics: (await ledger.readMetrics(subject, { limit: 1_000 })).points,
        attempts: await readAttempts(ledger, subject),
        costs: await readCosts(ledger, subject),
      })),
    ),
  });
}

async function readStream(ledger: Ledger, stream: LogStream) {
  const all: object[] = [];
  for (;;) {
    const { lines: page, closed } = await ledger.readLog(stream, { from: all.length, limit: 1_000 });
    all.push(...page);
    if (page.length === 0) return { stream, closed, lines: all };
  }
}

const line = (index: number, text: string): LogLine => ({ at: at(index), text });
const lines = (from: number, count: number): readonly LogLine[] =>
  Array.from({ length: count }, (_, index) =>
    line(from + index, `line ${from + index} loss=${1 / (index + 1)}`),
  );

const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
