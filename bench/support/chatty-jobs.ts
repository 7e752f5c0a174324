import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../packages/lib/src/clock.ts";
import { silentLog } from "../../packages/lib/src/log.ts";
import type { Key } from "../../packages/model/src/index.ts";
import { trainingJobKind } from "../../packages/model/src/kinds/training-job/index.ts";
import { IDENTITY, trainingJob } from "../../packages/platform/src/controllers/testing/objects.ts";
import { trainingJobController } from "../../packages/platform/src/controllers/training-job/training-job-controller.ts";
import { LogShipper } from "../../packages/platform/src/embedded/node-agent/logs/log-shipper.ts";
import type { Ledger, LogStream } from "../../packages/platform/src/ledger/ledger.ts";
import { createMetricReading } from "../../packages/platform/src/metrics/thread/create-metric-reading.ts";
import { pass } from "../../packages/platform/src/reconcile/pass.ts";
import { openWorkshop } from "../../packages/platform/src/reconcile/testing/workshop.ts";
import { subjectOf } from "../../packages/platform/src/runs/subject-of.ts";
import { FakeRuns, keyOfRun } from "../../packages/platform/src/runtimes/fake/fake-runs.ts";
import type { RunRef, RunSpec } from "../../packages/platform/src/runtimes/runs.ts";

/** Runs whose programs write to files: their logs are in the ledger, as those of pods are. */
class FileRuns extends FakeRuns {
  readonly #ledger: Ledger;

  constructor(ledger: Ledger) {
    super(systemClock);
    this.#ledger = ledger;
  }

  override async logs(run: RunRef, page: { readonly from: number; readonly limit: number }) {
    return (await this.#ledger.readLog(streamOf(run), page)).lines;
  }
}

function streamOf(run: RunRef): LogStream {
  return { namespace: run.namespace, pod: `${run.name}-algo-1`, uid: "u", container: "algorithm" };
}

/** Running jobs with a metric, their logs shipped from FOLDER/0.log and so on: everything but the programs is what a home runs. */
export async function chattyJobs(parts: {
  readonly ledger: Ledger;
  readonly folder: string;
  readonly count: number;
}) {
  const { ledger, folder, count } = parts;
  const workshop = await openWorkshop();
  const runs = new FileRuns(ledger);
  const metrics = createMetricReading();
  const controller = trainingJobController({ runs, ledger, metrics, identity: IDENTITY });
  const keys = Array.from({ length: count }, (_, index): Key => `default/job-${index}`);
  const look = (key: Key) => pass(controller, key, workshop);
  const shippers: LogShipper[] = [];
  for (const [index, key] of keys.entries()) {
    await workshop.hands.create(trainingJobKind, job(`job-${index}`));
    await look(key);
    const run = runs.started.at(-1) as RunSpec;
    runs.enter(keyOfRun(run), "running");
    await look(key);
    const file = join(folder, `${index}.log`);
    writeFileSync(file, "");
    shippers.push(
      new LogShipper({ stream: streamOf(run), file, ledger, clock: systemClock, log: silentLog }),
    );
  }
  return {
    /** One pass over one job after the other. */
    look: (turn: number) => look(keys[turn % count] as Key),
    /** Everything that was written is in the ledger. */
    shipped: () => Promise.all(shippers.map((shipper) => shipper.finish())),
    /** How many lines are read for metrics, and how many points there are. */
    read: async () => {
      const found = await Promise.all(
        keys.map(async (key, index) => {
          const object = await workshop.hands.get(trainingJobKind, key);
          if (object === undefined) throw new Error(`${key} is gone`);
          const subject = subjectOf(object);
          const [all] = await ledger.series({ subject, name: "loss", buckets: 1 });
          const lines = await ledger.metricsCursor(subject, runs.started[index]?.name ?? "");
          return { lines, points: all?.count ?? 0 };
        }),
      );
      return {
        lines: found.reduce((sum, one) => sum + one.lines, 0),
        points: found.reduce((sum, one) => sum + one.points, 0),
      };
    },
    close: async () => {
      await metrics.close();
      await workshop.close();
    },
  };
}

const job = (name: string) =>
  trainingJob(name, {
    algorithmSpecification: {
      trainingImage: "my/own:1",
      trainingInputMode: "File",
      metricDefinitions: [{ name: "loss", regex: "loss=([0-9.]+)" }],
    },
  });
