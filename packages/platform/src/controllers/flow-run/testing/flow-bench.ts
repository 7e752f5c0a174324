import { type Key, type Kind, type Resource, STOP_ANNOTATION } from "@slipway/model";
import type { FlowDefinition } from "@slipway/model/flows/index.ts";
import { flowKind } from "@slipway/model/kinds/flow/index.ts";
import { type FlowRun, type FlowRunSpec, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { type Pool, poolKind } from "@slipway/model/kinds/pool/index.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { settle } from "#reconcile/testing/settle.ts";
import { openWorkshop, type Workshop } from "#reconcile/testing/workshop.ts";
import { FakeRuns } from "#runtimes/fake/fake-runs.ts";
import { flowController } from "../../flow/flow-controller.ts";
import { poolController } from "../../pool/pool-controller.ts";
import { flowRunController } from "../flow-run-controller.ts";
import type { Ask } from "../work/http/ask.ts";
import type { Post } from "../work/notify/post.ts";
import { noBuckets } from "./bucket-names.ts";

const apiVersion = "slipway.dev/v1alpha1";

/** Runs of flows in memory, whose programs and objects end when the test says so. */
export class FlowBench {
  readonly workshop: Workshop;
  readonly runs: FakeRuns;
  readonly ledger: Ledger;
  #controller: ReturnType<typeof flowRunController>;
  #other: ReturnType<typeof flowRunController>;

  /** What messages to webhooks come to. */
  post: Post = async () => ({ isSent: true });
  /** What URLs answer with that steps wait for. */
  ask: Ask = async () => ({ status: 200 });
  readonly #ask: Ask = (url, how) => this.ask(url, how);
  readonly #post: Post = (url, body) => this.post(url, body);

  private constructor(workshop: Workshop, ledger: Ledger) {
    this.workshop = workshop;
    this.ledger = ledger;
    this.runs = new FakeRuns(workshop.clock);
    this.#controller = this.#another();
    this.#other = this.#another();
  }

  #another(): ReturnType<typeof flowRunController> {
    return flowRunController({
      runs: this.runs,
      ledger: this.ledger,
      artifacts: noBuckets(),
      post: this.#post,
      ask: this.#ask,
    });
  }

  static async open(): Promise<FlowBench> {
    return new FlowBench(await openWorkshop(), createMemoryLedger());
  }

  async close(): Promise<void> {
    await this.workshop.close();
    await this.ledger.close();
  }

  /** As if the server had been killed: what comes is another process's. */
  kill(): void {
    this.#controller = this.#another();
  }

  /** From here on another process looks, beside this one, which knows what it knew when it is its turn again. */
  swap(): void {
    [this.#controller, this.#other] = [this.#other, this.#controller];
  }

  /** Both look at once; who comes too late with what he tells looks again when it is his turn. */
  async lookTogether(): Promise<void> {
    const both = [this.#controller, this.#other];
    await Promise.all(both.map((one) => settle(one, "default/nightly-1", this.workshop)));
  }

  look = (run = "nightly-1") => settle(this.#controller, `default/${run}`, this.workshop);

  async flow(name: string, spec: FlowDefinition): Promise<void> {
    const metadata = { name, namespace: "default" };
    await this.workshop.hands.create(flowKind, { apiVersion, kind: "Flow", metadata, spec });
    await settle(flowController({ ledger: this.ledger }), `default/${name}`, this.workshop);
  }

  /** Another definition under the same name. */
  async change(name: string, spec: FlowDefinition): Promise<void> {
    const flow = await this.get(flowKind, name);
    await this.workshop.hands.replace(flowKind, { ...flow, spec }, "object");
    await settle(flowController({ ledger: this.ledger }), `default/${name}`, this.workshop);
  }

  /** Makes a Pool, or gives it another number of slots. */
  async pool(name: string, slots: number): Promise<void> {
    const metadata = { name, namespace: "default" };
    const before = await this.workshop.hands.get(poolKind, `default/${name}`);
    const spec = { slots };
    if (before === undefined)
      await this.workshop.hands.create(poolKind, { apiVersion, kind: "Pool", metadata, spec });
    else await this.workshop.hands.replace(poolKind, { ...before, spec }, "object");
    await this.share(name);
  }

  /** What changes of runs have the Pool do. */
  async share(name: string): Promise<NonNullable<Pool["status"]>> {
    await settle(poolController(), `default/${name}`, this.workshop);
    return (await this.get(poolKind, name)).status ?? {};
  }

  /** Begins `nightly-1`, a run of `nightly`. */
  async run(definition: FlowDefinition, spec: Partial<FlowRunSpec> = {}): Promise<void> {
    await this.flow("nightly", definition);
    await this.workshop.hands.create(flowRunKind, {
      apiVersion,
      kind: "FlowRun",
      metadata: { name: "nightly-1", namespace: "default" },
      spec: { flow: "nightly", ...spec },
    });
    await this.look();
  }

  async get<R extends Resource>(kind: Kind<R>, name: string): Promise<R> {
    const found = await this.workshop.hands.get(kind, `default/${name}`);
    if (found === undefined) throw new Error(`there is no ${kind.kind} ${name}`);
    return found;
  }

  async all<R extends Resource>(kind: Kind<R>): Promise<readonly R[]> {
    return (await this.workshop.hands.list(kind)).items;
  }

  status = async (run = "nightly-1"): Promise<NonNullable<FlowRun["status"]>> =>
    (await this.get(flowRunKind, run)).status ?? {};

  /** Tells what the object's own controller would. */
  async tell<R extends Resource>(kind: Kind<R>, name: string, status: object): Promise<void> {
    const object = await this.get(kind, name);
    await this.workshop.hands.replace(kind, { ...object, status }, "status");
    this.workshop.clock.advance(1_000);
    await this.look();
  }

  async cancel(run = "nightly-1"): Promise<void> {
    const object = await this.get(flowRunKind, run);
    const annotations = { ...object.metadata.annotations, [STOP_ANNOTATION]: "2026-01-01T00:00:01Z" };
    await this.workshop.hands.replace(
      flowRunKind,
      { ...object, metadata: { ...object.metadata, annotations } },
      "object",
    );
    await this.look(run);
  }

  /** The program of a step has ended. */
  async ended(path: string, how: "succeeded" | "failed" = "succeeded"): Promise<void> {
    const name = this.runs.started.findLast((one) => one.name.startsWith(`nightly-1-${path}-`))?.name;
    if (name === undefined) throw new Error(`nothing was started for ${path}`);
    const failure = { class: "user-code", message: "it broke" } as const;
    const key: Key = `default/${name}`;
    this.runs.enter(key, how, how === "failed" ? { failure } : { results: { stored: {}, facts: {} } });
    await this.look();
  }
}
