import { isNotFound, SlipwayError } from "@slipway/model";
import type { ContainerStatus, Pod } from "@slipway/model/kubernetes/workloads.ts";
import { type ContainerNames, chooseContainer, keptStream } from "#ledger/kept-stream.ts";
import type { Ledger, LogStream } from "#ledger/ledger.ts";
import type { LogOptions } from "#ledger/log-options.ts";
import type { Call } from "../call.ts";

export interface FoundStream {
  readonly stream: LogStream;
  /** The program writes no more, and its last lines may still be on their way into the ledger. */
  readonly over: boolean;
}

/**
 * The stream of log lines that the request means: of the pod as it stands, or, once it is removed, of the newest pod
 * that had the name. Undefined while the pod has no node, so nothing can have been written.
 */
export async function findStream(call: Call, options: LogOptions): Promise<FoundStream | undefined> {
  const { namespace = "", name = "" } = call.target;
  const pod = await findPod(call);
  if (pod === undefined) {
    const kept = await keptStream(call.door.ledger, { namespace, pod: name }, options.container);
    // A pod is removed once its log is in the ledger.
    return { stream: kept, over: false };
  }
  const container = chooseContainer(name, containersOf(pod), options.container);
  refusePrevious(name, container, options);
  const stream = { namespace, pod: name, uid: pod.metadata.uid ?? "", container };
  if (pod.spec?.nodeName === undefined && pod.status?.phase === "Pending") return undefined;
  const status = statusOf(pod, container);
  await refuseWaiting(call.door.ledger, stream, status);
  return { stream, over: status?.state?.terminated !== undefined };
}

async function findPod(call: Call): Promise<Pod | undefined> {
  try {
    return (await call.door.server.get(call.caller, call.target)) as Pod;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function containersOf(pod: Pod): ContainerNames {
  return {
    main: (pod.spec?.containers ?? []).map((each) => each.name),
    init: (pod.spec?.initContainers ?? []).map((each) => each.name),
  };
}

/** A container's restarts go on in the same stream, so there is no earlier one to tell apart. */
function refusePrevious(pod: string, container: string, options: LogOptions): void {
  if (!options.previous) return;
  throw badRequest(
    `previous terminated container ${JSON.stringify(container)} in pod ${JSON.stringify(pod)} not found`,
  );
}

function statusOf(pod: Pod, container: string): ContainerStatus | undefined {
  return [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])].find(
    (status) => status.name === container,
  );
}

/** A container that was running before and waits to be started again can be read all the same. */
async function refuseWaiting(
  ledger: Ledger,
  stream: LogStream,
  status: ContainerStatus | undefined,
): Promise<void> {
  const waiting = status === undefined ? { reason: "ContainerCreating" } : status.state?.waiting;
  if (waiting === undefined || (await ledger.logLength(stream)) > 0) return;
  throw badRequest(
    `container ${JSON.stringify(stream.container)} in pod ${JSON.stringify(stream.pod)} is waiting to start: ${waiting.reason ?? "ContainerCreating"}`,
  );
}

function badRequest(message: string): SlipwayError {
  return new SlipwayError("SLIP-API-008", message);
}
