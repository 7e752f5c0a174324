import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isNotFound, type Key, MASTERS, type Resource } from "@slipway/model";
import { type Pod, podKind } from "@slipway/model/kubernetes/workloads.ts";
import { createApiServer } from "#embedded/apiserver/create-api-server.ts";
import { createStorage } from "#embedded/storage/create-storage.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import { removeTree } from "#lib/remove-tree.ts";
import { createEmbeddedStore } from "#store/embedded/create-embedded-store.ts";
import { createCache } from "#store/reflector/create-cache.ts";
import type { Store } from "#store/store.ts";
import { createNodeAgent, type NodeAgent, type NodeAgentOptions } from "../create-node-agent.ts";
import { images } from "./images.ts";

/** A very small Kubernetes with one node, in memory but for the pods' folders and processes. */
export interface World {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly stateDir: string;
  readonly agent: NodeAgent;
  /** Another agent over the same store and folder, after the first one was stopped. */
  anotherAgent(options?: Partial<NodeAgentOptions>): NodeAgent;
  create(pod: Pod): Promise<Pod>;
  pod(name: string): Promise<Pod | undefined>;
  /** The pod once it is as wanted; fails with its status when that takes too long. */
  until(name: string, wanted: (pod: Pod) => boolean): Promise<Pod>;
  untilGone(name: string): Promise<void>;
  /** Lines of a container's log, in order. */
  log(name: string, container: string): Promise<readonly string[]>;
  end(): Promise<void>;
}

/** Of whoever waits for a state on a machine that has twice as much to do as it can. */
const PATIENCE_MS = 90_000;

export async function createWorld(options: Partial<NodeAgentOptions> = {}): Promise<World> {
  const stateDir = options.stateDir ?? (await mkdtemp(join(tmpdir(), "slipway-node-")));
  const storage = createStorage({ file: ":memory:", clock: systemClock });
  const server = await createApiServer({
    storage,
    definitions: [],
    tokens: [],
    clock: systemClock,
    log: silentLog,
  });
  const store = createEmbeddedStore(server, { user: "system:slipway", groups: [MASTERS] });
  const ledger = createMemoryLedger();
  const agents: NodeAgent[] = [];
  const anotherAgent = (more: Partial<NodeAgentOptions> = {}): NodeAgent => {
    const agent = createNodeAgent({
      store,
      cache: createCache({ store, clock: systemClock, log: silentLog }),
      ledger,
      images,
      stateDir,
      node: { name: "slipway" },
      log: silentLog,
      clock: systemClock,
      ...options,
      ...more,
    });
    agents.push(agent);
    return agent;
  };
  const pod = (name: string) => store.get(podKind, `default/${name}`);
  const agent = anotherAgent();
  await agent.start();
  const until = async (name: string, wanted: (pod: Pod) => boolean): Promise<Pod> => {
    let last: Pod | undefined;
    for await (last of statesOf(store, name)) if (wanted(last)) return last;
    throw new Error(`pod ${name} never became what was wanted: ${JSON.stringify(last, undefined, 1)}`);
  };
  return {
    store,
    ledger,
    stateDir,
    agent,
    anotherAgent,
    create: (object) => store.create(podKind, object),
    pod,
    until,
    untilGone: async (name) => {
      for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(20))
        if ((await pod(name)) === undefined) return;
      throw new Error(`pod ${name} never went: ${JSON.stringify(await pod(name), undefined, 1)}`);
    },
    log: async (name, container) => {
      const [stream] = await ledger.findLogs({ namespace: "default", pod: name });
      if (stream === undefined) return [];
      const found = await ledger.readLog({ ...stream, container }, { from: 0, limit: 100_000 });
      return found.lines.map(({ text }) => text);
    },
    end: async () => {
      for (const pod of (await store.list(podKind)).items) await removeNow(store, pod);
      for (const pod of (await store.list(podKind)).items)
        for (let tries = 0; tries < 1_000 && (await store.get(podKind, key(pod))) !== undefined; tries++)
          await sleep(20);
      for (const agent of agents) await agent.stop();
      await ledger.close();
      storage.close();
      // Environments have no write bit.
      await removeTree(join(stateDir, "environments"));
      // What was told to end may still write its last words.
      await rm(stateDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

/** The pod as it is, then each state that it gets, however short: polling would miss some on a busy machine. */
async function* statesOf(store: Store, name: string): AsyncGenerator<Pod> {
  const where = { namespace: "default" };
  const { items, revision } = await store.list(podKind, where);
  const now = items.find(({ metadata }) => metadata.name === name);
  if (now !== undefined) yield now;
  for await (const change of store.watch(podKind, revision, AbortSignal.timeout(PATIENCE_MS), where))
    if (change.type !== "bookmark" && change.type !== "deleted" && change.object.metadata.name === name)
      yield change.object;
}

async function removeNow(store: Store, pod: Pod): Promise<void> {
  try {
    await store.remove(podKind, key(pod), { gracePeriodSeconds: 1 });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

const key = (object: Resource): Key => `${object.metadata.namespace ?? ""}/${object.metadata.name}`;

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
