import { type Key, SlipwayError } from "@slipway/model";
import { type Abilities, NOTHING_BEYOND } from "@slipway/model/kinds/abilities.ts";
import { countIn } from "../capacity.ts";
import type { Removal } from "../removal.ts";
import type { Applied, Serving, ServingRef, ServingSpec, ServingState } from "../serving.ts";
import type { Wake } from "../wake.ts";

interface FakeEndpoint {
  spec: ServingSpec;
  /** How many instances each variant is to have. */
  readonly counts: Map<string, number>;
  ready: boolean;
  failure?: string;
}

/** Endpoints that become ready when a test says so: the seam's rules without any machinery. */
export class FakeServing implements Serving {
  /** Thrown by the next `apply`, once. */
  nextApplyError: Error | undefined;
  /** Every specification that changed something, in order. */
  readonly applied: ServingSpec[] = [];
  readonly #endpoints = new Map<Key, FakeEndpoint>();

  /** What the next answers say of the runtime. */
  readonly declared: { -readonly [Name in keyof Abilities]: Abilities[Name] } = {
    runtime: "pods",
    wholeRequest: false,
    can: NOTHING_BEYOND,
  };

  async abilities(): Promise<Abilities> {
    return { ...this.declared };
  }

  wakes(): readonly Wake[] {
    return [];
  }

  async apply(spec: ServingSpec): Promise<Applied> {
    const error = this.nextApplyError;
    this.nextApplyError = undefined;
    if (error !== undefined) throw error;
    const id = keyOfEndpoint(spec);
    const before = this.#endpoints.get(id);
    if (before === undefined || !sameSpec(before.spec, spec)) this.applied.push(spec);
    const counts = before?.counts ?? new Map<string, number>();
    for (const { name, capacity } of spec.variants) counts.set(name, countIn(capacity, counts.get(name)));
    if (before === undefined || !sameContainers(before.spec, spec))
      this.#endpoints.set(id, { spec, ready: false, counts });
    else before.spec = spec;
    return {};
  }

  async scale(
    ref: ServingRef,
    { variant, count }: { readonly variant: string; readonly count: number },
  ): Promise<void> {
    const counts = this.#endpoints.get(keyOfEndpoint(ref))?.counts;
    if (counts?.has(variant) !== true) throw new SlipwayError("SLIP-API-001", `no variant ${variant}`);
    counts.set(variant, count);
  }

  async observe(ref: ServingRef): Promise<ServingState> {
    const endpoint = this.#endpoints.get(keyOfEndpoint(ref));
    if (endpoint === undefined)
      return { phase: "gone", message: "The endpoint left nothing behind", variants: [] };
    const phase = endpoint.failure !== undefined ? "failed" : endpoint.ready ? "ready" : "creating";
    const message =
      endpoint.failure ?? (endpoint.ready ? "All variants answer" : "Waiting for the variants to answer");
    return {
      phase,
      message,
      variants: endpoint.spec.variants.map((variant) => ({
        name: variant.name,
        weight: variant.weight,
        desired: endpoint.counts.get(variant.name) ?? 0,
        ready: endpoint.ready ? (endpoint.counts.get(variant.name) ?? 0) : 0,
        message,
        pods: [`${endpoint.spec.name}-${variant.name}-0`],
      })),
    };
  }

  async remove(ref: ServingRef): Promise<Removal> {
    this.#endpoints.delete(keyOfEndpoint(ref));
    return "gone";
  }

  /** Whether the endpoint of this key is there. */
  has(id: Key): boolean {
    return this.#endpoints.has(id);
  }

  /** The machinery's part: every variant answers. */
  becomeReady(id: Key): void {
    const endpoint = this.#endpoint(id);
    endpoint.ready = true;
    delete endpoint.failure;
  }

  /** The machinery's part: a pod is lost and being replaced. */
  loseReadiness(id: Key): void {
    const endpoint = this.#endpoints.get(id);
    if (endpoint === undefined) throw new Error(`there is no endpoint ${id}`);
    endpoint.ready = false;
  }

  /** The machinery's part: it gives up. */
  fail(id: Key, message: string): void {
    const endpoint = this.#endpoint(id);
    endpoint.ready = false;
    endpoint.failure = message;
  }

  #endpoint(id: Key): FakeEndpoint {
    const endpoint = this.#endpoints.get(id);
    if (endpoint === undefined) throw new Error(`there is no endpoint ${id}`);
    return endpoint;
  }
}

function sameSpec(a: ServingSpec, b: ServingSpec): boolean {
  return JSON.stringify(a.variants) === JSON.stringify(b.variants) && a.endpointName === b.endpointName;
}

/** Weights are the router's business, and more copies are more of the same: nothing starts anew for them. */
function sameContainers(a: ServingSpec, b: ServingSpec): boolean {
  const containers = ({ variants }: ServingSpec) =>
    JSON.stringify(variants.map(({ capacity: _, ...variant }) => ({ ...variant, weight: 0 })));
  return containers(a) === containers(b);
}

/** The key by which a test names an endpoint. */
export function keyOfEndpoint({ namespace, name }: ServingRef): Key {
  return `${namespace}/${name}`;
}
