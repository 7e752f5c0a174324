import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { trainingJobFacts as facts } from "@slipway/model/kinds/training-job/facts.ts";
import { parse } from "yaml";
import type { ApiServerPeer } from "./peers.ts";

const PATH = "/apis/sagemaker.services.k8s.aws/v1alpha1/namespaces/default/trainingjobs";
const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const EXAMPLE = readFileSync(join(import.meta.dirname, "../../examples/abalone/training.yaml"), "utf8");
const JOB = JSON.stringify(parse(EXAMPLE));
/** USER_HZ, which Linux promises to programs. */
const TICKS_PER_SECOND = 100;

/** One client's side of an API server. */
export class Load {
  readonly #peer: ApiServerPeer;
  readonly #agent: Agent;
  /** Names are never used twice: rounds leave their objects behind. */
  readonly #prefix = randomUUID();
  #names = 0;

  constructor(peer: ApiServerPeer) {
    this.#peer = peer;
    this.#agent = new Agent({ ...peer.tls, keepAlive: true, maxSockets: 16 });
  }

  /** Resolves once the server takes training jobs, whose definition a real one is told. */
  async ready(): Promise<void> {
    for (let tries = 0; tries < 600; tries++) {
      const made = this.create().then(
        () => true,
        () => false,
      );
      if (await made) return;
      await this.#post(DEFINITIONS, JSON.stringify(facts.crd)).catch(() => {});
      await pause(200);
    }
    throw new Error(`${this.#peer.url} does not get ready`);
  }

  /** Milliseconds from the begin of each write until each watcher has read of it. */
  async watchLatencies(how: {
    readonly watchers: number;
    readonly perSecond: number;
    readonly seconds: number;
  }) {
    const began = new Map<string, number>();
    const latencies: number[] = [];
    const watchers = Array.from({ length: how.watchers }, () =>
      this.#watch((name) => {
        const start = began.get(name);
        if (start !== undefined) latencies.push(performance.now() - start);
      }),
    );
    const close = await Promise.all(watchers);
    const writes: Promise<void>[] = [];
    const start = performance.now();
    for (let index = 0; index < how.perSecond * how.seconds; index++) {
      await pause(Math.max(0, start + (index * 1_000) / how.perSecond - performance.now()));
      const name = this.#name();
      began.set(name, performance.now());
      writes.push(this.create(name));
    }
    await Promise.all(writes);
    const all = how.watchers * writes.length;
    for (let tries = 0; latencies.length < all && tries < 100; tries++) await pause(50);
    for (const one of close) one();
    if (latencies.length !== all) throw new Error(`${latencies.length} of ${all} events came`);
    return latencies;
  }

  /** Seconds and seconds of CPU time for so many creates, some at once. */
  async creates(count: number, atOnce: number): Promise<{ readonly seconds: number; readonly cpu: number }> {
    const [cpu, start] = [this.cpuSeconds(), performance.now()];
    let left = count;
    const lane = async (): Promise<void> => {
      while (left-- > 0) await this.create();
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
    return { seconds: (performance.now() - start) / 1_000, cpu: this.cpuSeconds() - cpu };
  }

  async create(name = this.#name()): Promise<void> {
    const status = await this.#post(PATH, JOB.replaceAll("abalone-xgboost", name));
    if (status !== 201) throw new Error(`create answered ${status}`);
  }

  cpuSeconds(): number {
    const ticks = this.#peer.pids.map((pid) => {
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
      return Number(fields[11]) + Number(fields[12]);
    });
    return ticks.reduce((sum, one) => sum + one, 0) / TICKS_PER_SECOND;
  }

  close(): void {
    this.#agent.destroy();
  }

  #name(): string {
    return `${this.#prefix}-${this.#names++}`;
  }

  /** A connection of its own, as each client of a real server has; resolves once the watch is open. */
  async #watch(seen: (name: string) => void): Promise<() => void> {
    const list = await text(await this.#send("GET", `${PATH}?limit=1`));
    const { resourceVersion } = (JSON.parse(list) as { metadata: { resourceVersion: string } }).metadata;
    const agent = new Agent(this.#peer.tls);
    const response = await this.#send(
      "GET",
      `${PATH}?watch=1&resourceVersion=${resourceVersion}`,
      undefined,
      agent,
    );
    let rest = "";
    response.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) seen(/"name":"([^"]+)"/.exec(line)?.[1] ?? "");
    });
    response.on("error", () => {});
    return () => {
      response.destroy();
      agent.destroy();
    };
  }

  async #post(path: string, body: string): Promise<number | undefined> {
    const response = await this.#send("POST", path, body);
    await text(response);
    return response.statusCode;
  }

  #send(method: string, path: string, body?: string, agent = this.#agent): Promise<IncomingMessage> {
    const headers = {
      ...this.#peer.headers,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    return new Promise((resolve, reject) => {
      request(`${this.#peer.url}${path}`, { method, agent, headers }, resolve)
        .once("error", reject)
        .end(body);
    });
  }
}

async function text(response: IncomingMessage): Promise<string> {
  return Buffer.concat(await response.toArray()).toString("utf8");
}
