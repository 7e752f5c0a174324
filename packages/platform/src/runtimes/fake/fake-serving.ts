import type { Serving, ServingId, ServingSpec, ServingState } from "../serving.ts";
import type { Wake } from "../wake.ts";

/** Endpoints that become ready when a test says so: the seam's rules without any machinery. */
export class FakeServing implements Serving {
  readonly applied: ServingSpec[] = [];
  readonly #endpoints = new Map<ServingId, { spec: ServingSpec; ready: boolean; failure?: string }>();

  wakes(): readonly Wake[] {
    return [];
  }

  async apply(spec: ServingSpec): Promise<ServingId> {
    const id: ServingId = `${spec.namespace}/${spec.name}`;
    const before = this.#endpoints.get(id);
    if (before !== undefined && shape(before.spec) === shape(spec)) return id;
    this.applied.push(spec);
    this.#endpoints.set(id, { spec, ready: false });
    return id;
  }

  async observe(id: ServingId): Promise<ServingState> {
    const endpoint = this.#endpoints.get(id);
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
        desired: variant.instanceCount,
        ready: endpoint.ready ? variant.instanceCount : 0,
        message,
        pods: [],
      })),
    };
  }

  async remove(id: ServingId): Promise<void> {
    this.#endpoints.delete(id);
  }

  /** The machinery's part: every variant answers. */
  becomeReady(id: ServingId): void {
    const endpoint = this.#endpoints.get(id);
    if (endpoint === undefined) throw new Error(`there is no endpoint ${id}`);
    endpoint.ready = true;
    delete endpoint.failure;
  }

  /** The machinery's part: it gives up. */
  fail(id: ServingId, message: string): void {
    const endpoint = this.#endpoints.get(id);
    if (endpoint === undefined) throw new Error(`there is no endpoint ${id}`);
    endpoint.failure = message;
  }
}

function shape({ variants, endpointName }: ServingSpec): string {
  return JSON.stringify({ variants, endpointName });
}
