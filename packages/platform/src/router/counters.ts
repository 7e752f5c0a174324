import { defined } from "@slipway/model";
import type { ModelMeasure } from "@slipway/model/models-plan.ts";
import { ReplayBudget } from "./replay-budget.ts";
import type { Route, VariantRoute } from "./routing-table.ts";

/** Which variant of which endpoint. */
interface VariantOf {
  readonly namespace: string;
  readonly endpoint: string;
  readonly variant: string;
  /** Of a variant that has several containers, one of them; absent for all of it. */
  readonly container?: string;
}

/** What one variant has served since the router started. */
export interface VariantCounters extends VariantOf {
  invocations: number;
  /** Answers 4xx and 5xx of the container. */
  clientErrors: number;
  serverErrors: number;
  /** No answer: refused, broken off, too late. */
  unanswered: number;
  underWay: number;
  /** Sum over all answers, from the last attempt's start to the answer's last byte. */
  latencyMs: number;
}

/** What one variant has served since it was last asked for. Without an invocation there is none, nor of a shadow without a comparison. */
export interface VariantMeasures extends VariantOf {
  invocations: number;
  clientErrors: number;
  /** What was not answered is one. */
  serverErrors: number;
  /** Each invocation as a share of the instances that there were: how many one instance has had. */
  perInstance: number;
  /** Of answers: how many, their sum, the shortest and the longest. */
  readonly latencyMs: Spread;
  /** Of a shadow: what became of copies whose requests were answered. */
  readonly compared?: Compared;
  /** What models took to come, by SageMaker's names. */
  readonly models?: Partial<Record<ModelMeasure, Spread>>;
}

/** How many, their sum, the least and the most. */
export interface Spread {
  count: number;
  sum: number;
  min: number;
  max: number;
}

export interface Compared {
  equal: number;
  different: number;
  /** The shadow gave no answer. */
  failed: number;
  /** By how much its answers came later, in milliseconds: less than 0 where they were sooner. */
  readonly laterMs: Spread;
}

/** Counts what one variant serves. */
export class Tally {
  readonly #of: VariantOf;
  readonly counters: VariantCounters;
  readonly #replays = new ReplayBudget();
  #measures: VariantMeasures | undefined;
  #instances = 1;

  constructor(of: VariantOf) {
    this.#of = of;
    const zero = { invocations: 0, clientErrors: 0, serverErrors: 0, unanswered: 0 };
    this.counters = { ...of, ...zero, underWay: 0, latencyMs: 0 };
  }

  /** How many pods serve the variant from now on. */
  set instances(count: number) {
    this.#instances = Math.max(1, count);
  }

  /** Whether one more request may be sent again that broke a connection. */
  mayReplay(): boolean {
    return this.#replays.take(this.counters.invocations);
  }

  /** The container's answer has come whole. */
  answered(status: number, tookMs: number): void {
    const measures = this.#count(tookMs);
    if (status >= 500) {
      this.counters.serverErrors += 1;
      measures.serverErrors += 1;
    } else if (status >= 400) {
      this.counters.clientErrors += 1;
      measures.clientErrors += 1;
    }
    add(measures.latencyMs, tookMs);
  }

  /** No answer has come, or one that broke off after so long. */
  unanswered(tookMs: number): void {
    this.counters.unanswered += 1;
    this.#count(tookMs).serverErrors += 1;
  }

  /** A shadow's answer was held against the one that the client got; `laterMs` where there was one. */
  compared(kind: Exclude<keyof Compared, "laterMs">, laterMs?: number): void {
    const measures = this.#measured();
    const { compared = { equal: 0, different: 0, failed: 0, laterMs: none() } } = measures;
    compared[kind] += 1;
    if (laterMs !== undefined) add(compared.laterMs, laterMs);
    this.#measures = { ...measures, compared };
  }

  /** Something that was measured of many models. */
  note(name: ModelMeasure, value: number): void {
    const models = this.#measured().models ?? {};
    models[name] ??= none();
    add(models[name], value);
    this.#measures = { ...this.#measured(), models };
  }

  /** What was measured since this was last called. */
  takeMeasures(): VariantMeasures | undefined {
    const taken = this.#measures;
    this.#measures = undefined;
    return taken;
  }

  #count(tookMs: number): VariantMeasures {
    this.counters.invocations += 1;
    this.counters.latencyMs += tookMs;
    const measures = this.#measured();
    measures.invocations += 1;
    measures.perInstance += 1 / this.#instances;
    return measures;
  }

  #measured(): VariantMeasures {
    const zero = { invocations: 0, clientErrors: 0, serverErrors: 0, perInstance: 0 };
    this.#measures ??= { ...this.#of, ...zero, latencyMs: none() };
    return this.#measures;
  }
}

const none = (): Spread => ({
  count: 0,
  sum: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
});

function add(spread: Spread, value: number): void {
  spread.count += 1;
  spread.sum += value;
  spread.min = Math.min(spread.min, value);
  spread.max = Math.max(spread.max, value);
}

/** Counts by endpoint and variant; forgets endpoints that are gone. */
export class Counters {
  readonly #all = new Map<string, Tally>();
  /** The same, found without a look at names: routes are made anew whenever one changes. */
  readonly #byRoute = new WeakMap<VariantRoute, Tally>();
  /** Of endpoints that are forgotten. */
  #last: VariantMeasures[] = [];

  of(
    { namespace, endpoint, variants }: Pick<Route, "namespace" | "endpoint" | "variants">,
    variant: VariantRoute,
    container?: string,
  ): Tally {
    const known = container === undefined ? this.#byRoute.get(variant) : undefined;
    if (known !== undefined) return known;
    const key = `${namespace}/${endpoint}/${variant.name}/${container ?? ""}`;
    const of = { namespace, endpoint, variant: variant.name, ...defined({ container }) };
    const tally = this.#all.get(key) ?? new Tally(of);
    this.#all.set(key, tally);
    tally.instances = instancesOf(variants, variant);
    if (container === undefined) this.#byRoute.set(variant, tally);
    return tally;
  }

  /** What was measured since this was last called. */
  takeMeasures(): readonly VariantMeasures[] {
    const taken = this.#last;
    this.#last = [];
    for (const tally of this.#all.values()) {
      const measures = tally.takeMeasures();
      if (measures !== undefined) taken.push(measures);
    }
    return taken;
  }

  all(): readonly VariantCounters[] {
    return [...this.#all.values()].map(({ counters }) => ({ ...counters }));
  }

  keepOnly(isThere: (namespace: string, endpoint: string) => boolean): void {
    for (const [key, tally] of this.#all) {
      const { namespace, endpoint, underWay } = tally.counters;
      if (underWay > 0 || isThere(namespace, endpoint)) continue;
      this.#all.delete(key);
      const measures = tally.takeMeasures();
      if (measures !== undefined) this.#last.push(measures);
    }
  }
}

/** While a variant is updated there are two of its name. */
const instancesOf = (variants: readonly VariantRoute[], { name, pods }: VariantRoute): number =>
  variants.reduce((sum, one) => (one.name === name ? sum + one.pods.length : sum), 0) || pods.length;
