import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { STOP_ANNOTATION } from "@slipway/model";
import { flowKind } from "@slipway/model/kinds/flow/index.ts";
import { type FlowRun, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { podKind } from "@slipway/model/kubernetes/workloads.ts";
import { trustingFetch } from "../../../packages/platform/src/cli/session/trusting-fetch.ts";
import { homeControl } from "../../../packages/platform/src/main/home/home-control.ts";
import { KubernetesClient } from "../../../packages/sdk/src/kubernetes/kubernetes-client.ts";
import { Home, podProcesses } from "../../e2e/support/home.ts";
import { Outages } from "../outages.ts";
import { Random } from "../random.ts";
import { sleep } from "../soak.ts";
import { type Kills, killSomething } from "./kill.ts";
import { LineWitness } from "./line-witness.ts";
import { lostTries, problemsOf, type Told } from "./prove-run.ts";
import { isToFail, type Story, stories } from "./stories.ts";

export interface FlowSoakOptions {
  readonly kills: number;
  readonly seed: number;
  /** Milliseconds from one kill to the next. */
  readonly pause: { readonly least: number; readonly most: number };
  /** Runs that go on at once. */
  readonly lanes: number;
  readonly tell: (line: string) => void;
}

export interface FlowSoakReport {
  /** What must not happen and did. */
  readonly violations: readonly string[];
  readonly kills: { readonly server: number; readonly others: number };
  readonly runs: number;
  /** Programs that have begun, and tries that were lost to kills. */
  readonly programs: number;
  readonly lostTries: number;
  /** What the programs have appended. */
  readonly file: string;
}

const apiVersion = "slipway.dev/v1alpha1";
const namespace = "default";
/** Of a client that asks while its server is killed. */
const GRACE_MS = 3_000;
/** A run that takes longer has been lost. */
const RUN_MS = 240_000;

/** Runs of flows in a home of its own, in which whatever runs is killed again and again. */
export async function runFlowSoak(options: FlowSoakOptions): Promise<FlowSoakReport> {
  const file = join(mkdtempSync(join(tmpdir(), "slipway-flow-soak-")), "marks");
  const witness = new LineWitness(file, isToFail);
  const home = new Home();
  try {
    const told = stories(await witness.listen());
    await home.start();
    const { client, close } = await clientOf(home);
    const soak = new FlowSoak({ home, client, witness, told, options });
    await soak.go().finally(close);
    return soak.report(file);
  } finally {
    witness.close();
    await home.down();
  }
}

interface Parts {
  readonly home: Home;
  readonly client: KubernetesClient;
  readonly witness: LineWitness;
  readonly told: readonly Story[];
  readonly options: FlowSoakOptions;
}

class FlowSoak {
  readonly #parts: Parts;
  readonly #random: Random;
  readonly #outages = new Outages(GRACE_MS);
  readonly #kills: Kills = { server: 0, others: 0, pods: new Set() };
  readonly #violations: string[] = [];
  readonly #client: KubernetesClient;
  #isOver = false;
  #runs = 0;
  #programs = 0;
  #lost = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#random = new Random(parts.options.seed);
    this.#client = parts.client;
  }

  report(file: string): FlowSoakReport {
    const { server, others } = this.#kills;
    return {
      violations: this.#violations,
      kills: { server, others },
      runs: this.#runs,
      programs: this.#programs,
      lostTries: this.#lost,
      file,
    };
  }

  async go(): Promise<void> {
    const { told, options } = this.#parts;
    for (const { flow: name, definition: spec } of told)
      await this.#client.create(flowKind, { apiVersion, kind: "Flow", metadata: { name, namespace }, spec });
    const lanes = Array.from({ length: options.lanes }, (_, lane) => this.#lane(lane));
    await Promise.all([this.#killAll(), ...lanes]);
    await this.#proveEnd();
  }

  async #killAll(): Promise<void> {
    const { home, options } = this.#parts;
    const { least, most } = options.pause;
    const [random, outages, kills] = [this.#random.fork(), this.#outages, this.#kills];
    try {
      while (kills.server + kills.others < options.kills && this.#violations.length === 0) {
        await sleep(random.between(least, most));
        await killSomething({ home, random, outages, kills });
      }
    } catch (error) {
      this.#violated(String(error));
    } finally {
      this.#isOver = true;
    }
  }

  /** One run after the other, of each flow in turn. */
  async #lane(lane: number): Promise<void> {
    const { told } = this.#parts;
    for (let count = 0; !this.#isOver; count++) {
      const story = told[(lane + count) % told.length];
      if (story === undefined) return;
      const name = `${story.flow}-${lane}-${count}`;
      try {
        await this.#one(story, name);
      } catch (error) {
        this.#violated(`${name}: ${String(error)}`);
        return;
      }
    }
  }

  async #one(story: Story, name: string): Promise<void> {
    const { witness } = this.#parts;
    const at = { namespace, name };
    const object: FlowRun = { apiVersion, kind: "FlowRun", metadata: at, spec: { flow: story.flow } };
    await this.#persist(async () => {
      if ((await this.#client.find(flowRunKind, at)) === undefined)
        await this.#client.create(flowRunKind, object);
    });
    const end = Date.now() + RUN_MS;
    let isCanceled = story.cancelAt === undefined;
    for (;;) {
      const run = await this.#persist(() => this.#client.get(flowRunKind, at));
      if (run.status?.completionTime !== undefined) return this.#prove(story, run);
      if (!isCanceled && witness.of(name).some(({ path }) => path === story.cancelAt)) {
        const annotations = { [STOP_ANNOTATION]: new Date().toISOString() };
        await this.#persist(() => this.#client.patch(flowRunKind, at, { metadata: { annotations } }));
        isCanceled = true;
      }
      if (Date.now() > end) throw new Error(`it has not ended: ${JSON.stringify(run.status)}`);
      await sleep(300);
    }
  }

  async #prove(story: Story, run: FlowRun): Promise<void> {
    const { name, uid } = run.metadata;
    const records = this.#client.records({ namespace, kind: "FlowRun", name, uid });
    const ends = (await this.#persist(() => records.stepEnds())).items;
    const tries = (await this.#persist(() => records.stepTries())).items;
    const told: Told = { run, ends, tries, marks: this.#parts.witness.of(name) };
    for (const problem of problemsOf(story, told)) this.#violated(problem);
    this.#runs += 1;
    this.#programs += told.marks.filter(({ what }) => what === "begin").length;
    this.#lost += lostTries(told);
    const { server, others } = this.#kills;
    this.#parts.options.tell(
      `${name} is ${run.status?.phase}; ${server} kills of the server, ${others} of others`,
    );
  }

  /** Nothing goes on of runs that are over, and a server that is killed has cost no try. */
  async #proveEnd(): Promise<void> {
    const { home } = this.#parts;
    const end = Date.now() + 30_000;
    let left: readonly string[] = [];
    do {
      await sleep(300);
      const pods = await this.#client.list(podKind, { namespace });
      left = [
        ...pods.items.map(({ metadata }) => `the pod ${metadata.name}`),
        ...podProcesses(home)
          .filter(({ pod }) => pod !== undefined)
          .map(({ commandLine }) => commandLine),
      ];
    } while (left.length > 0 && Date.now() < end);
    if (left.length > 0) this.#violated(`of runs that are over there is left: ${left.join("; ")}`);
    const most = this.#kills.pods.size;
    if (this.#lost > most)
      this.#violated(`${this.#lost} tries were lost, though processes of ${most} pods were killed`);
  }

  /** A server that is killed answers later. */
  async #persist<T>(ask: () => Promise<T>): Promise<T> {
    for (;;) {
      const began = Date.now();
      try {
        return await ask();
      } catch (error) {
        if (!this.#outages.excuse(began)) throw error;
      }
      await sleep(100);
    }
  }

  #violated(sentence: string): void {
    this.#violations.push(sentence);
    this.#parts.options.tell(`VIOLATION ${sentence}`);
  }
}

async function clientOf(
  home: Home,
): Promise<{ readonly client: KubernetesClient; readonly close: () => Promise<void> }> {
  const connection = await homeControl({}).connection(home.state);
  if (connection === undefined) throw new Error(`nothing runs on ${home.state}`);
  const { server, token, caPem } = connection.kubernetes;
  const { fetch, close } = trustingFetch({ caPem });
  return { client: new KubernetesClient({ server, token, fetch }), close };
}
