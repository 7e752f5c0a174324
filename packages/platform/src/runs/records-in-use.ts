import type { Kind, Resource } from "@slipway/model";
import { flowKind } from "@slipway/model/kinds/flow/index.ts";
import { type FlowRun, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { processingJobKind } from "@slipway/model/kinds/processing-job/index.ts";
import { trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { transformJobKind } from "@slipway/model/kinds/transform-job/index.ts";
import type { Subject } from "#ledger/ledger.ts";
import type { Cache, Cached, Index } from "#store/cache.ts";
import { isOver, type Running, recordOf } from "./run-record.ts";

/** Runs by whose records they read beside their own: their Flow's and, until they are over, those of the run that they go on from. */
const byUsed: Index<FlowRun> = {
  name: "used",
  values: ({ status = {} }) => {
    const { flowUID, retryOfUID, completionTime } = status;
    return [flowUID, completionTime === undefined ? retryOfUID : undefined].filter(
      (uid) => uid !== undefined,
    );
  },
};

type IsInUse = (subject: Subject) => boolean;

const JOBS = [trainingJobKind, processingJobKind, transformJobKind] as readonly Kind<Running>[];

/** Says of whom facts are still read, however old: of Flows, of runs that were not over by then, of what those or other runs use, and of jobs that go on. */
export async function recordsInUse(cache: Cache, then: Date): Promise<IsInUse> {
  const [flows, runs] = await Promise.all([cache.of(flowKind), cache.of(flowRunKind)]);
  const isUsed = ({ uid }: Subject): boolean => runs.by(byUsed, uid, { limit: 1 }).length > 0;
  const uses: Readonly<Record<string, IsInUse>> = {
    ...Object.fromEntries(await Promise.all(JOBS.map((kind) => ofJobs(kind, cache)))),
    [flowKind.kind]: (subject) => found(flows, subject) !== undefined || isUsed(subject),
    [flowRunKind.kind]: (subject) => goesOn(found(runs, subject), then) || isUsed(subject),
  };
  return (subject) => uses[subject.kind]?.(subject) === true;
}

async function ofJobs(kind: Kind<Running>, cache: Cache): Promise<readonly [string, IsInUse]> {
  const jobs = await cache.of(kind);
  const isInUse = (subject: Subject): boolean => {
    const job = found(jobs, subject);
    return job !== undefined && !isOver(recordOf(job));
  };
  return [kind.kind, isInUse];
}

function found<R extends Resource>(objects: Cached<R>, { namespace, name, uid }: Subject): R | undefined {
  const object = objects.get(`${namespace}/${name}`);
  return object?.metadata.uid === uid ? object : undefined;
}

function goesOn(run: FlowRun | undefined, then: Date): boolean {
  if (run === undefined) return false;
  const { completionTime } = run.status ?? {};
  return completionTime === undefined || Date.parse(completionTime) >= then.getTime();
}
