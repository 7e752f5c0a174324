import { keptRecordsPath, RECORDS_ABOUT, type RecordsAbout } from "@slipway/model/kubernetes/kept-records.ts";
import { describe, expect, test } from "vitest";
import { appendAttempt } from "./attempts.ts";
import { appendCost } from "./costs.ts";
import type { Ledger, Subject } from "./ledger.ts";
import { appendStepEnd, appendStepTry } from "./step-records.ts";

/** A door to what is kept of objects. */
export interface RecordsDoor {
  readonly ledger: Ledger;
  /** As somebody who may read the logs of the namespaces `ns` and `other`, unless it says otherwise. */
  ask(
    path: string,
    how?: { readonly stranger?: boolean },
  ): Promise<{ readonly http: number; readonly body: Readonly<Record<string, unknown>> }>;
}

const START = Date.parse("2026-03-01T12:00:00.250Z");
const at = (second: number): Date => new Date(START + second * 1_000);
const time = (second: number): string => at(second).toISOString();

const machine = { instanceType: "ml.m5.large", instanceCount: 2 };
const subject = (name: string, uid = `${name}-1`): Subject => ({
  namespace: "ns",
  kind: "TrainingJob",
  name,
  uid,
});
const pathOf = (name: string, about: RecordsAbout, query = ""): string =>
  `${keptRecordsPath({ namespace: "ns", kind: "TrainingJob", name }, about)}${query}`;

/** What every home's door answers of an object's records; `open` gives it over an empty ledger. */
export function keptRecordsContract(open: () => RecordsDoor): void {
  describe("what is kept of an object", () => {
    test("are its tries and the machine time they took", async () => {
      const { ledger, ask } = open();
      const of = subject("tries");
      const first = { attempt: 1, run: "tries", ...machine, runtime: "pods" };
      await appendAttempt(ledger, of, { ...first, startedAt: at(0) });
      await appendAttempt(ledger, of, {
        ...{ ...first, startedAt: at(0), finishedAt: at(9), outcome: "lost" as const },
        ...{ failureClass: "preempted", message: "taken away" },
      });
      await appendAttempt(ledger, of, { ...first, attempt: 2, run: "tries-2", startedAt: at(20) });
      const cost = { attempt: 1, run: "tries", ...machine, billableSeconds: 9 };
      await appendCost(ledger, of, { ...cost, at: at(9), price: { perHour: 0.5, currency: "USD" } });
      const { http, body } = await ask(pathOf("tries", "usage"));
      expect(http).toBe(200);
      expect(body).toEqual({
        attempts: [
          {
            ...{ ...first, startedAt: time(0), finishedAt: time(9), outcome: "lost" },
            ...{ failureClass: "preempted", message: "taken away" },
          },
          { ...first, attempt: 2, run: "tries-2", startedAt: time(20) },
        ],
        costs: [{ ...cost, at: time(9), price: { perHour: 0.5, currency: "USD" } }],
      });
    });

    test("are its metrics, in brief and point by point", async () => {
      const { ledger, ask } = open();
      const points = [1, 2, 3, 4].map((step) => ({ name: "loss", value: 24 / step, at: at(step), step }));
      const other = { name: "loss", value: 7, at: at(4), labels: { host: "algo-2" } };
      await ledger.appendMetrics(subject("metrics"), "log", { from: 0, to: 5 }, [...points, other]);
      expect((await ask(pathOf("metrics", "metrics", "?buckets=1"))).body).toEqual({
        metrics: [
          {
            name: "loss",
            last: { ...points[3], at: time(4) },
            parts: [{ from: time(1), count: 4, sum: 50, min: 6, max: 24 }],
          },
          {
            ...{ name: "loss", labels: { host: "algo-2" }, last: { ...other, at: time(4) } },
            parts: [{ from: time(4), count: 1, sum: 7, min: 7, max: 7 }],
          },
        ],
      });
      const page = (query: string) => ask(pathOf("metrics", "points", `?name=loss&limit=2${query}`));
      const { body } = await page("");
      const { next, ...first } = body;
      expect(first).toEqual({ points: [1, 2].map((n) => ({ ...points[n - 1], at: time(n) })) });
      const timesAfter = async (mark: unknown) => {
        const rest = await page(`&after=${encodeURIComponent(String(mark))}`);
        const found = rest.body["points"] as { at: string }[];
        return { times: found.map((point) => point.at), next: rest.body["next"] };
      };
      const second = await timesAfter(next);
      expect(second.times).toEqual([time(3), time(4)]);
      // The other point of that instant stands on the next page.
      expect(await timesAfter(second.next)).toEqual({ times: [time(4)], next: undefined });
      expect((await timesAfter(time(2))).times).toEqual([time(3), time(4)]);
      expect((await ask(pathOf("metrics", "points", "?name=none"))).body).toEqual({ points: [] });
    });

    test("are the steps of a pipeline's run: their tries, and how they ended, page by page", async () => {
      const { ledger, ask } = open();
      const of = { ...subject("steps"), kind: "FlowRun" };
      const path = (about: RecordsAbout, query = "") => `${keptRecordsPath(of, about)}${query}`;
      for (const step of [1, 2, 3])
        await appendStepTry(ledger, of, {
          path: `fit[${step}]`,
          attempt: 1,
          run: `fit-${step}`,
          at: at(step),
        });
      const again = { path: "fit[2]", attempt: 2, run: "fit-2-2", after: "preempted", pauseMs: 5 } as const;
      await appendStepTry(ledger, of, { ...again, at: at(4) });
      const first = { path: "fit[1]", state: "success", isWork: true } as const;
      await appendStepEnd(ledger, of, { ...first, at: at(5), results: { auc: 0.9 } });
      const second = { path: "fit[3]", state: "failed", isWork: true, why: "it broke" } as const;
      await appendStepEnd(ledger, of, { ...second, at: at(6) });
      const page = async (about: RecordsAbout, query: string) => (await ask(path(about, query))).body;
      const { next, items } = await page("step-tries", "?limit=3");
      expect(items).toEqual(
        [1, 2, 3].map((step) => ({ path: `fit[${step}]`, attempt: 1, run: `fit-${step}`, at: time(step) })),
      );
      expect(await page("step-tries", `?limit=3&after=${next}`)).toEqual({
        items: [{ ...again, at: time(4) }],
      });
      const ends = [
        { ...first, at: time(5), results: { auc: 0.9 } },
        { ...second, at: time(6) },
      ];
      expect(await page("step-ends", "")).toEqual({ items: ends });
      const { results: _, ...brief } = ends[0] as (typeof ends)[0] & { readonly results?: object };
      expect(await page("step-ends", "?brief=true")).toEqual({ items: [brief, ends[1]] });
      expect((await ask(pathOf("nobody", "step-ends"))).body).toEqual({ items: [] });
      const shown = await page("steps", "?places=2&brief=true");
      expect(shown).toEqual({
        ends: [brief, ends[1]],
        tries: expect.arrayContaining([{ ...again, at: time(4) }]),
        counts: { "": {}, fit: { success: 1, failed: 1 } },
        failed: [ends[1]],
        failures: 1,
        running: [{ ...again, at: time(4) }],
      });
      expect(await page("steps", "?step=fit&from=2&places=2")).toMatchObject({ ends: [ends[1]] });
      expect((await ask(pathOf("nobody", "steps"))).body).toMatchObject({ ends: [], failures: 0 });
    });

    test("is that of the newest of its name, or of the one with the uid, and nothing of one that has not begun", async () => {
      const { ledger, ask } = open();
      for (const uid of ["1", "2"])
        await appendAttempt(ledger, subject("again", uid), { attempt: 1, run: `again-${uid}` });
      const runs = async (query: string) =>
        ((await ask(pathOf("again", "usage", query))).body["attempts"] as { run: string }[]).map(
          ({ run }) => run,
        );
      expect(await runs("")).toEqual(["again-2"]);
      expect(await runs("?uid=1")).toEqual(["again-1"]);
      expect(await runs("?uid=3")).toEqual([]);
      expect((await ask(pathOf("nobody", "usage"))).body).toEqual({ attempts: [], costs: [] });
      expect((await ask(pathOf("nobody", "metrics"))).body).toEqual({ metrics: [] });
    });

    test("is no stranger's to read", async () => {
      const { ask } = open();
      for (const about of RECORDS_ABOUT)
        expect((await ask(pathOf("tries", about), { stranger: true })).http).toBe(403);
    });

    test.each([
      ["points", "?limit=0", 'limit: expected a number from 1 to 10000, got "0"'],
      ["points", "?limit=10001", "limit: expected"],
      ["points", "?after=yesterday", 'after: expected a time as RFC 3339, got "yesterday"'],
      ["step-ends", "?limit=501", "limit: expected a number from 1 to 500"],
      ["step-ends", "?limit=5001&brief=true", "limit: expected a number from 1 to 5000"],
      ["step-tries", "?after=x", 'after: expected what next said, got "x"'],
      ["steps", "?from=-1", 'from: expected a number from 0 to 1000000000, got "-1"'],
      ["metrics", "?buckets=1e9", "buckets: expected a number from 1 to 1000"],
    ] as const)("refuses %s%s", async (about, query, message) => {
      const { http, body } = await open().ask(pathOf("tries", about, query));
      expect([http, body["reason"]]).toEqual([400, "BadRequest"]);
      expect(body["message"]).toContain(message);
    });

    test("has no other paths", async () => {
      const { ask } = open();
      for (const path of [
        "/v1/namespaces/ns/objects/TrainingJob/a/secrets",
        "/v1/namespaces/ns/objects/TrainingJob/a",
        "/v1/namespaces/ns/objects/Training-Job/a/usage",
      ])
        expect((await ask(path)).http, path).toBe(404);
    });
  });
}
