import { isNotFound, type Kind, type Resource } from "@slipway/model";
import type { Program } from "@slipway/model/kinds/facts.ts";
import { isPassing } from "@slipway/model/kubernetes/is-passing.ts";
import { podHost } from "@slipway/model/pod-host.ts";
import { growingPause, pause } from "../http/pause.ts";
import type { ObjectName, Objects } from "./objects.ts";
import { isNotStarted, type PodLogLine, podLog } from "./pod-log.ts";
import type { Transport } from "./transport.ts";
import { watchObjects } from "./watch.ts";

export interface ObjectLogOptions {
  readonly follow?: boolean;
  readonly tailLines?: number | undefined;
  readonly sinceSeconds?: number | undefined;
  /** Default: the container the pod names as its default, else its first. */
  readonly container?: string | undefined;
  /** One of the hosts of a run, `algo-2`; default: all. */
  readonly host?: string | undefined;
  readonly signal?: AbortSignal;
  /** Whether nothing more is to come of the object; a follower then ends with its pods' logs. */
  readonly isOver?: (object: Resource) => boolean;
}

const podKind: Kind = { group: "", version: "v1", kind: "Pod", plural: "pods", namespaced: true };
const DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";
interface Server {
  readonly objects: Objects;
  readonly transport: Transport;
  /** What the kind's pods run, where that is known: whose log is read once the pod is gone and its log still there. */
  readonly program: Program | undefined;
}

/** The pods that carry an object: itself, or what its status names, in one list or one a variant. */
export function podsOf(object: Resource): readonly string[] {
  if (object.kind === "Pod") return [object.metadata.name];
  const { slipway } = (object.status ?? {}) as {
    readonly slipway?: { readonly pods?: readonly string[] | Readonly<Record<string, readonly string[]>> };
  };
  return Object.values(slipway?.pods ?? []).flat();
}

/**
 * The log lines of every pod that carries an object: one pod after the other, or followed as they come, with pods
 * that start later, until the object is over or the signal aborts.
 */
export async function* objectLog<R extends Resource>(
  server: Server,
  kind: Kind<R>,
  at: ObjectName,
  options: ObjectLogOptions = {},
): AsyncGenerator<PodLogLine> {
  const request = { server, kind, at, options };
  // A pod's log may outlive the pod.
  if (isPod(kind)) {
    yield* podLog(server.transport, await podOptions(request, at.name));
    return;
  }
  const object = await server.objects.get(kind, at);
  if (options.follow === true) {
    yield* followed(request);
    return;
  }
  for (const pod of wantedOf(object, options)) yield* whatIsWritten(request, pod);
}

function wantedOf(object: Resource, { host }: ObjectLogOptions): readonly string[] {
  return podsOf(object).filter((pod) => host === undefined || podHost(pod)?.host === host);
}

/** Nothing of a pod whose program has not begun: it has written nothing. */
async function* whatIsWritten<R extends Resource>(
  request: LogRequest<R>,
  pod: string,
): AsyncGenerator<PodLogLine> {
  try {
    yield* podLog(request.server.transport, await podOptions(request, pod));
  } catch (error) {
    if (!isNotStarted(error)) throw error;
  }
}

const isPod = ({ group, kind }: Kind): boolean => group === podKind.group && kind === podKind.kind;

interface LogRequest<R extends Resource> {
  readonly server: Server;
  readonly kind: Kind<R>;
  readonly at: ObjectName;
  readonly options: ObjectLogOptions;
}

async function* followed<R extends Resource>(request: LogRequest<R>): AsyncGenerator<PodLogLine> {
  const stop = new AbortController();
  const { signal: given } = request.options;
  const signal = given === undefined ? stop.signal : AbortSignal.any([stop.signal, given]);
  const merged = new Merged<PodLogLine>();
  readAll({ ...request, options: { ...request.options, signal } }, { merged, signal }).then(
    () => merged.end(),
    (error) => merged.end(error),
  );
  try {
    yield* merged;
  } finally {
    stop.abort();
    merged.end();
  }
}

/** Reads the pods there are and those that come, until the object is over and all its pods' logs have ended. */
async function readAll<R extends Resource>(
  request: LogRequest<R>,
  to: { readonly merged: Merged<PodLogLine>; readonly signal: AbortSignal },
): Promise<void> {
  const { server, kind, at, options } = request;
  const readers = new Map<string, Promise<void>>();
  const read = (pod: string) => {
    if (readers.has(pod)) return;
    const reader = readPod(request, pod, to.merged).catch((error: unknown) => {
      // A pod that is not there, yet or any more, is no reason to stop following the others.
      readers.delete(pod);
      if (!isNotFound(error) && !to.signal.aborted) to.merged.end(error);
    });
    readers.set(pod, reader);
  };
  const where = { namespace: at.namespace, fieldSelector: `metadata.name=${at.name}`, signal: to.signal };
  for await (const change of watchObjects(server, kind, where)) {
    if (change.type === "synced") continue;
    if (change.type === "deleted") break;
    for (const pod of wantedOf(change.object, options)) read(pod);
    if (options.isOver?.(change.object) === true) break;
  }
  await Promise.all(readers.values());
}

async function readPod<R extends Resource>(
  request: LogRequest<R>,
  pod: string,
  merged: Merged<PodLogLine>,
): Promise<void> {
  const options = {
    ...(await patient(() => podOptions(request, pod), request.options.signal)),
    follow: true,
  };
  for await (const line of podLog(request.server.transport, options)) await merged.push(line);
}

/** What passes by itself, such as a server that is started again, is waited for. */
async function patient<T>(ask: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (!isPassing(error) || signal?.aborted === true) throw error;
      await pause(growingPause(tries), signal);
    }
  }
}

async function podOptions<R extends Resource>({ server, at, options }: LogRequest<R>, pod: string) {
  const namespace = at.namespace ?? "default";
  const container =
    options.container ?? (await containerOf(server, namespace, pod)) ?? server.program?.container;
  return { ...options, namespace, pod, container };
}

async function containerOf(server: Server, namespace: string, pod: string): Promise<string | undefined> {
  const object = await server.objects.find(podKind, { namespace, name: pod });
  const spec = object?.spec as { readonly containers?: readonly { readonly name: string }[] } | undefined;
  return object?.metadata.annotations?.[DEFAULT_CONTAINER] ?? spec?.containers?.[0]?.name;
}

/** Several producers, one consumer; a producer waits while much is unread. */
class Merged<T> {
  readonly #items: T[] = [];
  readonly #room = 1000;
  #ended = false;
  #error: unknown;
  #wakeReader = () => {};
  #wakeWriters: (() => void)[] = [];

  async push(item: T): Promise<void> {
    while (this.#items.length >= this.#room && !this.#ended) {
      await new Promise<void>((resolve) => this.#wakeWriters.push(resolve));
    }
    this.#items.push(item);
    this.#wakeReader();
  }

  end(error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#wakeReader();
    this.#release();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined) {
        if (this.#items.length < this.#room / 2) this.#release();
        yield item;
        continue;
      }
      if (this.#error !== undefined) throw this.#error;
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wakeReader = resolve;
      });
    }
  }

  #release(): void {
    for (const wake of this.#wakeWriters.splice(0)) wake();
  }
}
