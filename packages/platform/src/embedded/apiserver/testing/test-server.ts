import { type Caller, defined, MASTERS, type Resource } from "@slipway/model";
import type { CustomResourceDefinition } from "@slipway/model/kinds/crd.ts";
import { createStorage } from "#embedded/storage/create-storage.ts";
import type { Storage } from "#embedded/storage/storage.ts";
import { silentLog } from "#lib/log.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import type { ApiServer, Target, WatchEvent } from "../api-server.ts";
import { createApiServer } from "../create-api-server.ts";

export const admin: Caller = { user: "admin", groups: [MASTERS] };

/** A server over a storage in memory, with a clock that is set by hand. */
export interface TestServer {
  readonly server: ApiServer;
  readonly storage: Storage;
  readonly clock: ManualClock;
  /** A collection by its plural, or one of its objects; namespace default. */
  at(plural: string, name?: string, namespace?: string): Target;
}

export async function testServer(
  definitions: readonly CustomResourceDefinition[] = [],
  storage?: Storage,
): Promise<TestServer> {
  const clock = new ManualClock();
  const kept = storage ?? createStorage({ file: ":memory:", clock });
  const server = await createApiServer({ storage: kept, definitions, tokens: [], clock, log: silentLog });
  return {
    server,
    storage: kept,
    clock,
    at: (plural, name, namespace = "default") => {
      const resource = server.resources.all().find((one) => one.plural === plural);
      if (resource === undefined) throw new Error(`${plural} is not served`);
      return {
        resource,
        ...(resource.namespaced ? { namespace } : {}),
        ...defined({ name }),
      };
    },
  };
}

export const configMap = (name: string, more: object = {}): object => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, ...more },
});

export const pod = (name: string, spec: object = {}): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name },
  spec: { containers: [{ name: "main", image: "busybox:1" }], ...spec },
});

/** The next events of a watch, as `TYPE name`. */
export async function take(events: AsyncIterable<WatchEvent>, count: number): Promise<readonly WatchEvent[]> {
  const taken: WatchEvent[] = [];
  for await (const event of events) {
    taken.push(event);
    if (taken.length === count) break;
  }
  return taken;
}

export const summaryOf = ({ type, object }: WatchEvent): string =>
  `${type} ${object.metadata.name ?? ""}`.trim();

export const names = (items: readonly Resource[]): readonly string[] =>
  items.map((item) => item.metadata.name);
