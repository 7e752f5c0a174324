import { childName, type Resource, type RunRecord } from "@slipway/model";
import { podHost } from "@slipway/model/pod-host.ts";
import { FIRST_HOST, hostName } from "@slipway/model/run-plan.ts";
import { readAttempts } from "#ledger/attempts.ts";
import type { Ledger, LogStream, Subject } from "#ledger/ledger.ts";
import type { NamedStream } from "./log-group.ts";

/** The container whose log is the job's. */
const CONTAINER = "algorithm";
/** More hosts of one try are not looked for. */
const MOST_HOSTS = 100;
/** How far the clocks of machines may be apart. */
const APART_MS = 5_000;

/** A try at a job's run, as far as its logs go. */
interface Try {
  readonly startedAt: Date;
  /** Names of what carried it. */
  readonly pods: readonly string[];
}

/**
 * The streams of a job, `JOB/algo-N-TIME` with the second in which the try began, those that have lines, in the order of their names.
 * `job` absent: the job is gone, and of it is known what the ledger keeps.
 */
export async function jobStreams(
  ledger: Ledger,
  { name, subject, job }: { readonly name: string; readonly subject: Subject; readonly job?: Resource },
): Promise<readonly NamedStream[]> {
  const record = ((job?.status ?? {}) as { readonly slipway?: RunRecord }).slipway ?? {};
  const found = new Map<string, NamedStream>();
  for (const { startedAt, pods } of await triesOf(ledger, subject, record)) {
    for (const pod of pods) {
      const stream = await logOf(ledger, { subject, pod, startedAt });
      const streamName = streamNameOf({ job: name, pod, startedAt });
      if (stream !== undefined) found.set(streamName, { name: streamName, stream, createdAt: startedAt });
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What AWS carried has AWS's own name for its stream in that of its log. */
function streamNameOf(of: { readonly job: string; readonly pod: string; readonly startedAt: Date }): string {
  const { host, time } = podHost(of.pod) ?? { host: FIRST_HOST };
  return `${of.job}/${host}-${time ?? Math.floor(of.startedAt.getTime() / 1_000)}`;
}

async function triesOf(ledger: Ledger, subject: Subject, record: RunRecord): Promise<readonly Try[]> {
  const tries = new Map<string, Try>();
  for (const { run, startedAt, instanceCount = 1 } of await readAttempts(ledger, subject)) {
    const hosts = Array.from({ length: Math.min(instanceCount, MOST_HOSTS) }, (_, index) => hostName(index));
    if (startedAt !== undefined)
      tries.set(run, { startedAt, pods: hosts.map((host) => childName(run, host)) });
  }
  const { run, pods = [], entered } = record;
  const began = entered?.downloading ?? entered?.running;
  if (run !== undefined && began !== undefined) {
    const startedAt = tries.get(run)?.startedAt ?? new Date(began);
    tries.set(run, { startedAt, pods: pods.length > 0 ? pods : (tries.get(run)?.pods ?? []) });
  }
  return [...tries.values()];
}

/**
 * The newest log of the pod's name. One that begins before the try is that of another object, which had the name before: its lines
 * are not told as this one's while there are none yet.
 */
async function logOf(
  ledger: Ledger,
  { subject, pod, startedAt }: { readonly subject: Subject; readonly pod: string; readonly startedAt: Date },
): Promise<LogStream | undefined> {
  const streams = await ledger.findLogs({ namespace: subject.namespace, pod });
  const newest = streams.find(({ container }) => container === CONTAINER);
  if (newest === undefined) return undefined;
  const { lines } = await ledger.readLog(newest, { from: 0, limit: 1 });
  const [first] = lines;
  return first !== undefined && first.at.getTime() >= startedAt.getTime() - APART_MS ? newest : undefined;
}
