import { isNotFound, type Kind, type Resource } from "@slipway/model";
import type { ObjectName, Objects } from "./objects.ts";
import { type PodLogLine, podLog } from "./pod-log.ts";
import type { Transport } from "./transport.ts";
import { watchObjects } from "./watch.ts";

export interface ObjectLogOptions {
  readonly follow?: boolean;
  readonly tailLines?: number | undefined;
  readonly sinceSeconds?: number | undefined;
  /** Default: the container the pod names as its default, else its first. */
  readonly container?: string | undefined;
  readonly signal?: AbortSignal;
  /** Whether nothing more is to come of the object; a follower then ends with its pods' logs. */
  readonly isOver?: (object: Resource) => boolean;
}

const podKind: Kind = { group: "", version: "v1", kind: "Pod", plural: "pods", namespaced: true };
const DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";

interface Server {
  readonly objects: Objects;
  readonly transport: Transport;
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
  if (options.follow === true) {
    yield* followed(server, kind, at, options);
    return;
  }
  for (const pod of podsOf(await server.objects.get(kind, at))) {
    yield* podLog(server.transport, await logOptions(server, at, pod, options));
  }
}

async function* followed<R extends Resource>(
  server: Server,
  kind: Kind<R>,
  at: ObjectName,
  options: ObjectLogOptions,
): AsyncGenerator<PodLogLine> {
  await server.objects.get(kind, at);
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, options.signal]);
  const merged = new Merged<PodLogLine>();
  const started = new Set<string>();
  const readers = new Set<Promise<void>>();
  const readPod = (pod: string) => {
    if (started.has(pod)) return;
    started.add(pod);
    const reader = readInto(merged, server, at, pod, { ...options, signal }).finally(() =>
      readers.delete(reader),
    );
    readers.add(reader);
  };
  const watching = (async () => {
    const where = { namespace: at.namespace, fieldSelector: `metadata.name=${at.name}`, signal };
    for await (const change of watchObjects(server, kind, where)) {
      if (change.type === "synced") continue;
      if (change.type === "deleted") break;
      for (const pod of podsOf(change.object)) readPod(pod);
      if (options.isOver?.(change.object) === true) break;
    }
    await Promise.all(readers);
  })();
  watching.then(
    () => merged.end(),
    (error) => merged.end(error),
  );
  try {
    yield* merged;
  } finally {
    stop.abort();
  }
}

async function readInto(
  merged: Merged<PodLogLine>,
  server: Server,
  at: ObjectName,
  pod: string,
  options: ObjectLogOptions,
): Promise<void> {
  try {
    for await (const line of podLog(server.transport, {
      ...(await logOptions(server, at, pod, options)),
      follow: true,
    })) {
      await merged.push(line);
    }
  } catch (error) {
    // A pod that went away with its log is no reason to stop following the others.
    if (!isNotFound(error) && options.signal?.aborted !== true) merged.end(error);
  }
}

async function logOptions(server: Server, at: ObjectName, pod: string, options: ObjectLogOptions) {
  const namespace = at.namespace ?? "default";
  return {
    ...options,
    namespace,
    pod,
    container: options.container ?? (await containerOf(server, namespace, pod)),
  };
}

/** The log outlives the pod: where there is none any more, the server knows which container had one. */
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
