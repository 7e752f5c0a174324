import type { Resource } from "@slipway/model";
import { printLog } from "../commands/logs.ts";
import { awaitOutcome } from "../objects/await-outcome.ts";
import { nameOf, type Reference } from "../objects/references.ts";
import { tellStates } from "../objects/tell-states.ts";
import type { Session } from "../session/session.ts";

/** Waits for a job's end, tells each state it goes through and, if asked, prints its log as it is written. */
export async function runToEnd<R extends Resource>(
  session: Session,
  job: Reference,
  options: { readonly follow: boolean; readonly timeoutMs?: number | undefined },
): Promise<R> {
  const outcome = awaitOutcome<R>(session, job, {
    timeoutMs: options.timeoutMs,
    withLog: options.follow,
    onState: tellStates(session, nameOf(job)),
  });
  // The outcome may be there first; the log's last lines still belong above it.
  const [ended, log] = await Promise.allSettled([
    outcome,
    options.follow ? printLog(session, job, { follow: true }) : undefined,
  ]);
  if (log.status === "rejected" && !session.signal.aborted)
    session.say(`The log could not be read to its end: ${(log.reason as Error).message}`);
  if (ended.status === "rejected") throw ended.reason;
  return ended.value;
}
