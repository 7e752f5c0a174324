import type { Kind, Resource } from "@slipway/model";
import { KINDS } from "@slipway/model/kinds/all.ts";
import type { KindFacts } from "@slipway/model/kinds/facts.ts";
import { factsOfKind } from "@slipway/model/kinds/find-facts.ts";
import { discover, type ServedKind } from "./discovery.ts";
import { type ObjectLogOptions, objectLog } from "./object-log.ts";
import { ObjectRecords, type RecordsOf } from "./object-records.ts";
import {
  type ListWhere,
  type ObjectList,
  type ObjectName,
  Objects,
  type RemoveOptions,
  type Table,
} from "./objects.ts";
import type { PodLogLine } from "./pod-log.ts";
import { type KubernetesConnection, Transport } from "./transport.ts";
import { type Waited, type WaitOptions, waitFor } from "./wait-for.ts";
import { type ObjectChange, type WatchOptions, watchObjects } from "./watch.ts";

/** Objects of any kind over the Kubernetes API. Every failure is a SlipwayError. */
export class KubernetesClient {
  readonly #transport: Transport;
  readonly #objects: Objects;
  readonly #kinds: readonly KindFacts[];

  constructor(connection: KubernetesConnection, kinds: readonly KindFacts[] = KINDS) {
    this.#kinds = kinds;
    this.#transport = new Transport(connection);
    this.#objects = new Objects(this.#transport);
  }

  get<R extends Resource>(kind: Kind<R>, at: ObjectName): Promise<R> {
    return this.#objects.get(kind, at);
  }

  /** Undefined when it is not there. */
  find<R extends Resource>(kind: Kind<R>, at: ObjectName): Promise<R | undefined> {
    return this.#objects.find(kind, at);
  }

  list<R extends Resource>(kind: Kind<R>, where?: ListWhere): Promise<ObjectList<R>> {
    return this.#objects.list(kind, where);
  }

  /** The objects one after the other; no more than a page of them is held. */
  each<R extends Resource>(kind: Kind<R>, where?: ListWhere): AsyncGenerator<R> {
    return this.#objects.each(kind, where);
  }

  /** The names of at most `limit` objects, in one request. */
  names(
    kind: Kind,
    where: { readonly namespace?: string | undefined; readonly limit: number },
    signal?: AbortSignal,
  ): Promise<readonly string[]> {
    return this.#objects.names(kind, where, signal);
  }

  table(kind: Kind, where: ListWhere & { readonly name?: string | undefined }): Promise<Table> {
    return this.#objects.table(kind, where);
  }

  create<R extends Resource>(kind: Kind<R>, object: R): Promise<R> {
    return this.#objects.create(kind, object);
  }

  apply<R extends Resource>(
    kind: Kind<R>,
    object: R,
    by: { readonly manager: string; readonly force?: boolean; readonly dryRun?: boolean },
  ): Promise<{ readonly object: R; readonly created: boolean; readonly warning: string | null }> {
    return this.#objects.apply(kind, object, by);
  }

  patch<R extends Resource>(kind: Kind<R>, at: ObjectName, change: object): Promise<R> {
    return this.#objects.patch(kind, at, change);
  }

  remove(kind: Kind, at: ObjectName, options?: RemoveOptions): Promise<void> {
    return this.#objects.remove(kind, at, options);
  }

  watch<R extends Resource>(kind: Kind<R>, options: WatchOptions): AsyncGenerator<ObjectChange<R>> {
    return watchObjects(this.#server, kind, options);
  }

  waitFor<R extends Resource>(
    kind: Kind<R>,
    at: ObjectName,
    predicate: (object: R | undefined) => boolean,
    options?: WaitOptions,
  ): Promise<Waited<R>> {
    return waitFor(this.#server, kind, at, predicate, options);
  }

  logs<R extends Resource>(
    kind: Kind<R>,
    at: ObjectName,
    options?: ObjectLogOptions,
  ): AsyncGenerator<PodLogLine> {
    const program = factsOfKind(this.#kinds, kind)?.program;
    return objectLog({ ...this.#server, program }, kind, at, options);
  }

  /** What the home keeps of an object: its tries, what they used, its metrics. */
  records(of: RecordsOf): ObjectRecords {
    return new ObjectRecords(this.#transport, of);
  }

  discover(): Promise<readonly ServedKind[]> {
    return discover(this.#transport);
  }

  /** What the server says it is; also the cheapest question whether it answers and knows the caller. */
  version(): Promise<{ readonly gitVersion: string }> {
    return this.#transport.json({ path: "/version" });
  }

  /** Any path of the server that answers JSON, for instance one behind its proxy. */
  read<T>(path: string): Promise<T> {
    return this.#transport.json({ path });
  }

  get #server() {
    return { objects: this.#objects, transport: this.#transport };
  }
}
