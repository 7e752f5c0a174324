import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { Ledger } from "#ledger/ledger.ts";
import type { Clock } from "#lib/clock.ts";
import { containerStatus } from "./container-status.ts";
import { PROGRAM } from "./program-status.ts";

/** Says whether the program's log is in the ledger to its end, or will never be. */
export type LogIsIn = (pod: Pod) => Promise<boolean>;

/** A node that went away takes its logs with it; nobody waits longer than this after the program's end. */
const PATIENCE_MS = 60_000;

/** For homes where logs come after the pod's end: metrics are read from the log, and a run is over only with them. */
export function closedLog(parts: { readonly ledger: Ledger; readonly clock: Clock }): LogIsIn {
  return async (pod) => {
    const program = containerStatus(pod, PROGRAM);
    const finishedAt = program?.state?.terminated?.finishedAt;
    if (program?.containerID === undefined || program.containerID === "" || !finishedAt) return true;
    if (parts.clock.now().getTime() - Date.parse(finishedAt) > PATIENCE_MS) return true;
    const { namespace = "", name, uid = "" } = pod.metadata;
    const stream = { namespace, pod: name, uid, container: PROGRAM };
    const from = await parts.ledger.logLength(stream);
    return (await parts.ledger.readLog(stream, { from, limit: 1 })).closed;
  };
}
