import { type Key, type RunFailure, STOP_ANNOTATION } from "@slipway/model";
import { type TrainingJob, trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { afterAll, describe, expect, test } from "vitest";
import { type Attempt, readAttempts } from "#ledger/attempts.ts";
import { type CostFact, readCosts } from "#ledger/costs.ts";
import { readLast } from "#ledger/last-records.ts";
import type { Ledger, Subject } from "#ledger/ledger.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { createMetricReading } from "#metrics/thread/create-metric-reading.ts";
import { settle } from "#reconcile/testing/settle.ts";
import { openWorkshop, type Workshop } from "#reconcile/testing/workshop.ts";
import { subjectOf } from "#runs/subject-of.ts";
import { FakeRuns } from "#runtimes/fake/fake-runs.ts";
import type { Runs } from "#runtimes/runs.ts";
import { IDENTITY, trainingJob } from "../testing/objects.ts";
import { trainingJobController } from "./training-job-controller.ts";

const KEY = "default/job-a";
const PREEMPTED: RunFailure = { class: "preempted", message: "The node was low on resource: memory." };
const results = { stored: { model: "s3://bucket-a/out/model.tar.gz" }, facts: {} };

const metrics = createMetricReading();
afterAll(() => metrics.close());

/** A home whose process is killed at one moment, before or after some write, and started again by the next look. */
class MortalHome {
  readonly workshop: Workshop;
  readonly runs: FakeRuns;
  readonly ledger: Ledger = createMemoryLedger();
  /** The object's, once it was there. */
  subject: Subject | undefined;
  moments = 0;
  readonly #killAt: number;
  #dead = false;

  constructor(workshop: Workshop, killAt: number) {
    this.#killAt = killAt;
    this.workshop = workshop;
    this.runs = new FakeRuns(workshop.clock);
    workshop.onWrite = () => this.#moment();
  }

  /** Looks until all is done that can be; a second passes while a killed home is started again. */
  async look(): Promise<void> {
    await this.#pass();
    if (!this.#dead) return;
    this.#dead = false;
    this.workshop.clock.advance(1_000);
    await this.#pass();
  }

  async #pass(): Promise<void> {
    const ledger: Ledger = { ...this.ledger, appendFact: this.#mortal(this.ledger.appendFact) };
    const { runs: real } = this;
    const runs: Runs = {
      abilities: () => real.abilities(),
      wakes: () => real.wakes(),
      observe: (run) => real.observe(run),
      logs: (run, range) => real.logs(run, range),
      lastLines: (run, count) => real.lastLines(run, count),
      stop: (run) => real.stop(run),
      start: this.#mortal((run) => real.start(run)),
      remove: this.#mortal((run) => real.remove(run)),
    };
    const controller = trainingJobController({ runs, ledger, metrics, identity: IDENTITY });
    await settle(controller, KEY, this.workshop).catch((error: unknown) => {
      if (!this.#dead) throw error;
    });
    const job = await this.workshop.hands.get(trainingJobKind, KEY);
    if (job !== undefined) this.subject = subjectOf(job);
  }

  #mortal<A extends unknown[], T>(call: (...args: A) => Promise<T>): (...args: A) => Promise<T> {
    return async (...args) => {
      this.#moment();
      const answer = await call(...args);
      this.#moment();
      return answer;
    };
  }

  /** What is dead does nothing more. */
  #moment(): void {
    this.#dead ||= this.moments++ === this.#killAt;
    if (this.#dead) throw new Error("killed");
  }

  /** The try that was started last. */
  get run(): Key {
    return `default/${this.runs.started.at(-1)?.name}`;
  }

  async enter(...[phase, ending]: [Parameters<FakeRuns["enter"]>[1], Parameters<FakeRuns["enter"]>[2]?]) {
    this.workshop.clock.advance(1_000);
    this.runs.enter(this.run, phase, ending);
    await this.look();
  }

  async edit(change: (job: TrainingJob) => TrainingJob): Promise<void> {
    const job = await this.workshop.hands.get(trainingJobKind, KEY);
    if (job !== undefined) await this.workshop.hands.replace(trainingJobKind, change(job), "object");
  }
}

interface Told {
  readonly attempts: readonly Attempt[];
  readonly costs: readonly CostFact[];
  /** The status that AWS's callers are told of a job that is gone. */
  readonly last: unknown;
  /** How many facts there are, whatever they say. */
  readonly facts: number;
}

async function toldOf({ ledger, subject }: MortalHome): Promise<Told> {
  if (subject === undefined) throw new Error("the job was never seen");
  const all = await ledger.facts({ subjects: [subject], type: "attempt", limit: 100 });
  return {
    attempts: await readAttempts(ledger, subject),
    costs: await readCosts(ledger, subject),
    last: (await readLast(ledger, subject))?.status,
    facts: all.facts.length,
  };
}

/** Plays the story once for each moment at which a kill can come, and once without any. */
async function killedAnywhere(
  story: (home: MortalHome) => Promise<void>,
  check: (told: Told, killedAt: number) => void,
): Promise<number> {
  for (let killAt = 0; ; killAt++) {
    const workshop = await openWorkshop();
    const home = new MortalHome(workshop, killAt);
    try {
      await workshop.hands.create(trainingJobKind, trainingJob("job-a", {}));
      await home.look();
      await story(home);
      check(await toldOf(home), killAt);
    } finally {
      await workshop.close();
      await home.ledger.close();
    }
    if (home.moments <= killAt) return killAt;
  }
}

const NEVER = new Date(Number.NaN);
const MACHINE = { instanceType: "ml.m4.xlarge", instanceCount: 1 };

describe("every try leaves one start, one end and one cost, wherever its home is killed,", () => {
  test("when the machinery loses one and another ends well", async () => {
    const kills = await killedAnywhere(
      async (home) => {
        await home.enter("downloading");
        await home.enter("running");
        await home.enter("failed", { failure: PREEMPTED });
        home.workshop.clock.advance(300_000);
        await home.look();
        await home.enter("running");
        await home.enter("succeeded", { results });
      },
      ({ attempts, costs, facts }, killedAt) => {
        expect(attempts, `killed at ${killedAt}`).toMatchObject([
          { attempt: 1, ...MACHINE, runtime: "pods", outcome: "lost", failureClass: "preempted" },
          { attempt: 2, ...MACHINE, runtime: "pods", outcome: "succeeded" },
        ]);
        expect(facts, `killed at ${killedAt}`).toBe(4);
        expect(costs, `killed at ${killedAt}`).toEqual(
          attempts.map(({ attempt, run, startedAt = NEVER, finishedAt = NEVER }) => ({
            ...{ attempt, run, ...MACHINE, at: finishedAt },
            billableSeconds: (finishedAt.getTime() - startedAt.getTime()) / 1_000,
          })),
        );
      },
    );
    expect(kills).toBeGreaterThan(15);
  });

  test("when it is deleted while it runs", async () => {
    await killedAnywhere(
      async (home) => {
        await home.enter("running");
        home.workshop.clock.advance(60_000);
        await home.workshop.hands.remove(trainingJobKind, KEY);
        await home.look();
        expect(await home.workshop.hands.get(trainingJobKind, KEY)).toBeUndefined();
      },
      ({ attempts, costs, last }, killedAt) => {
        const message = "The TrainingJob was deleted before its run ended";
        expect(attempts, `killed at ${killedAt}`).toMatchObject([
          { attempt: 1, outcome: "stopped", message },
        ]);
        expect(costs, `killed at ${killedAt}`).toHaveLength(1);
        expect(costs[0]?.billableSeconds).toBeGreaterThanOrEqual(60);
        expect(last, `killed at ${killedAt}`).toMatchObject({
          trainingJobStatus: "Stopped",
          secondaryStatus: "Stopped",
        });
      },
    );
  });

  test("when it is deleted while what the machinery lost of it is cleared away", async () => {
    await killedAnywhere(
      async (home) => {
        await home.enter("running");
        home.runs.lingers = true;
        await home.enter("failed", { failure: PREEMPTED });
        home.workshop.clock.advance(60_000);
        await home.workshop.hands.remove(trainingJobKind, KEY);
        home.runs.lingers = false;
        await home.look();
      },
      ({ attempts, costs }, killedAt) => {
        const lost = { attempt: 1, outcome: "lost", message: PREEMPTED.message };
        expect(attempts, `killed at ${killedAt}`).toMatchObject([lost]);
        expect(costs, `killed at ${killedAt}`).toHaveLength(1);
        expect(costs[0]?.billableSeconds).toBeLessThan(60);
      },
    );
  });

  test("when somebody stops it", async () => {
    await killedAnywhere(
      async (home) => {
        await home.enter("running");
        home.workshop.clock.advance(60_000);
        await home.edit(({ metadata, ...job }) => ({
          ...job,
          metadata: { ...metadata, annotations: { [STOP_ANNOTATION]: "" } },
        }));
        await home.look();
        await home.look();
      },
      ({ attempts, costs }, killedAt) => {
        expect(attempts, `killed at ${killedAt}`).toMatchObject([{ attempt: 1, outcome: "stopped" }]);
        expect(costs, `killed at ${killedAt}`).toHaveLength(1);
      },
    );
  });
});
