import { isNotFound, SlipwayError } from "@slipway/model";
import type { ContainerStatus, Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { Ledger, LogStream } from "#ledger/ledger.ts";
import type { Call } from "../call.ts";
import type { LogOptions } from "./log-options.ts";

/**
 * The stream of log lines that the request means: of the pod as it stands, or, once it is removed, of the newest pod
 * that had the name. Undefined while the pod has no node, so nothing can have been written.
 */
export async function findStream(call: Call, options: LogOptions): Promise<LogStream | undefined> {
  const { namespace = "", name = "" } = call.target;
  const pod = await findPod(call);
  if (pod === undefined) return removedPodStream(call, { namespace, name }, options.container);
  const container = choose(name, containersOf(pod), options.container);
  refusePrevious(name, container, options);
  const stream = { namespace, pod: name, uid: pod.metadata.uid ?? "", container };
  if (pod.spec?.nodeName === undefined && pod.status?.phase === "Pending") return undefined;
  await refuseWaiting(call.door.ledger, stream, statusOf(pod, container));
  return stream;
}

async function findPod(call: Call): Promise<Pod | undefined> {
  try {
    return (await call.door.server.get(call.caller, call.target)) as Pod;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function removedPodStream(
  call: Call,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  container: string | undefined,
): Promise<LogStream> {
  const streams = await call.door.ledger.findLogs({ namespace, pod: name });
  const newest = streams.filter((stream) => stream.uid === streams[0]?.uid);
  if (newest.length === 0) {
    throw new SlipwayError("SLIP-API-001", `pods ${JSON.stringify(name)} not found`, {
      details: { name, kind: "pods" },
    });
  }
  const names = { main: newest.map((stream) => stream.container), init: [] };
  const chosen = choose(name, names, container);
  return (
    newest.find((stream) => stream.container === chosen) ?? {
      namespace,
      pod: name,
      uid: "",
      container: chosen,
    }
  );
}

interface ContainerNames {
  readonly main: readonly string[];
  readonly init: readonly string[];
}

function containersOf(pod: Pod): ContainerNames {
  return {
    main: (pod.spec?.containers ?? []).map((each) => each.name),
    init: (pod.spec?.initContainers ?? []).map((each) => each.name),
  };
}

function choose(pod: string, { main, init }: ContainerNames, wanted: string | undefined): string {
  if (wanted !== undefined) {
    if (main.includes(wanted) || init.includes(wanted)) return wanted;
    throw badRequest(`container ${wanted} is not valid for pod ${pod}`);
  }
  const [only, ...others] = main;
  if (only !== undefined && others.length === 0) return only;
  const further = init.length === 0 ? "" : ` or one of the init containers: [${init.join(" ")}]`;
  throw badRequest(
    `a container name must be specified for pod ${pod}, choose one of: [${main.join(" ")}]${further}`,
  );
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
