import type { Resource } from "@slipway/model";
import { type BatchProgress, parseBatchProgress } from "@slipway/model/batch/batch-progress.ts";
import { stateOf } from "@slipway/model/kinds/object-state.ts";
import type { TransformJob } from "@slipway/model/kinds/transform-job/index.ts";
import { podHost } from "@slipway/model/pod-host.ts";
import { printLog } from "../commands/logs.ts";
import { awaitOutcome } from "../objects/await-outcome.ts";
import { kindsOf } from "../objects/known-kinds.ts";
import { locate, nameOf, type Reference } from "../objects/references.ts";
import { tellStates } from "../objects/tell-states.ts";
import type { Session } from "../session/session.ts";
import { progressLine, together } from "./progress-line.ts";

/** Where nobody looks at a terminal a line is told so often. */
const TELL_EVERY_MS = 10_000;

/** Waits for a batch's end, and draws meanwhile how far it is; prints its model's log beside where that is asked for. */
export async function batchToEnd(
  session: Session,
  job: Reference,
  { follow }: { readonly follow: boolean },
): Promise<TransformJob> {
  const over = new AbortController();
  const tell = tellStates(session, nameOf(job));
  let sends = false;
  const outcome = awaitOutcome<TransformJob>(session, job, {
    withLog: follow,
    // Once it sends how far it is tells more than that it runs.
    onState: (state, object) => {
      if (!sends || state.state !== "working") tell(state, object);
    },
  });
  const drawing = draw(session, job, { signal: over.signal, begins: () => (sends = true) }).catch(() => {});
  const log = follow ? printLog(session, job, { follow: true }).catch(() => {}) : undefined;
  try {
    return await outcome;
  } finally {
    over.abort();
    await Promise.all([drawing, log]);
    session.status.clear();
  }
}

/** Reads what asks the model says of itself; that it cannot be read takes nothing from the job. */
async function draw(
  session: Session,
  job: Reference,
  { signal, begins }: { readonly signal: AbortSignal; readonly begins: () => void },
): Promise<void> {
  const { kubernetes } = await session.client();
  const hosts = new Map<string, BatchProgress>();
  const isOver = (seen: Resource) => stateOf(kindsOf(session), seen).state !== "working";
  const options = {
    follow: true,
    container: "transform",
    signal: AbortSignal.any([signal, session.signal]),
    isOver,
  };
  let toldAt = Date.now();
  for await (const { pod, text } of kubernetes.logs(job.kind, await locate(session, job), options)) {
    const progress = parseBatchProgress(text);
    if (progress === undefined) continue;
    // Of a host that is tried again the last try counts.
    hosts.set(podHost(pod)?.host ?? pod, progress);
    const all = together([...hosts.values()]);
    if (all === undefined) continue;
    begins();
    const line = progressLine(all);
    session.status.show(() => line);
    if (session.status.isSeen || Date.now() - toldAt < TELL_EVERY_MS) continue;
    toldAt = Date.now();
    session.say(line);
  }
}
