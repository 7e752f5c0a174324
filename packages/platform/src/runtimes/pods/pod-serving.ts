import { type Kind, SlipwayError } from "@slipway/model";
import type { Abilities } from "@slipway/model/kinds/abilities.ts";
import {
  type Deployment,
  deploymentKind,
  podKind,
  secretKind,
  serviceKind,
} from "@slipway/model/kubernetes/workloads.ts";
import { type Clock, systemClock } from "#lib/clock.ts";
import type { Cache } from "#store/cache.ts";
import type { Store } from "#store/store.ts";
import { findNodePool } from "../node-pools.ts";
import type { Removal } from "../removal.ts";
import type { Capacity, Serving, ServingRef, ServingSpec, ServingState, ServingVariant } from "../serving.ts";
import type { OwnerKind, Wake } from "../wake.ts";
import { PODS } from "./abilities.ts";
import { Applied } from "./applied.ts";
import { asWritten, type UseImage } from "./images.ts";
import { ANNOTATION, KEPT_LOG, LABEL, wakeOwner } from "./layout.ts";
import { machinesOf } from "./machines.ts";
import { AGENT, type NodeWays } from "./node-ways.ts";
import { gpusFor } from "./offered-gpus.ts";
import { unlessGone, unlessThere } from "./pod-runs.ts";
import { applyScaled, setReplicas } from "./replicas.ts";
import { securityOf } from "./security.ts";
import { onlyContainer, type VariantObjects, variantObjects } from "./serving-objects.ts";
import { isComplete, servingState } from "./serving-state.ts";

const MANAGER = { manager: "slipway", force: true } as const;

/** Endpoints as one Deployment and one Service per variant, on any Kubernetes. */
export function createPodServing(parts: PodServingParts): Serving {
  return new PodServing(parts);
}

interface PodServingParts {
  readonly store: Store;
  readonly cache: Cache;
  readonly useImage?: UseImage;
  /** Absent where the embedded home's agent runs pods. */
  readonly ways?: NodeWays;
  readonly clock?: Clock;
}

type Wanted = VariantObjects & { readonly capacity: Capacity };

class PodServing implements Serving {
  readonly #store: Store;
  readonly #cache: Cache;
  readonly #useImage: UseImage;
  readonly #ways: NodeWays;
  readonly #clock: Clock;
  readonly #applied: Applied;

  constructor(parts: PodServingParts) {
    this.#store = parts.store;
    this.#cache = parts.cache;
    this.#useImage = parts.useImage ?? asWritten;
    this.#ways = parts.ways ?? AGENT;
    this.#clock = parts.clock ?? systemClock;
    this.#applied = new Applied(this.#clock);
  }

  async abilities(): Promise<Abilities> {
    return PODS;
  }

  wakes(owner: OwnerKind): readonly Wake[] {
    return [wakeOwner(deploymentKind, owner, { has: [LABEL.endpoint] })];
  }

  async apply(endpoint: ServingSpec): Promise<void> {
    const wanted = await Promise.all(endpoint.variants.map((variant) => this.#objects(endpoint, variant)));
    const key = `${endpoint.namespace}/${endpoint.name}`;
    if (this.#applied.stands(key, wanted, await this.#deployments(endpoint))) return;
    for (const { plan, deployment, service, capacity } of wanted) {
      await unlessThere(() => this.#store.create(secretKind, plan));
      const apply = () => this.#store.apply(deploymentKind, deployment, MANAGER);
      await ("fixed" in capacity ? apply() : applyScaled(this.#store, deployment, { capacity, apply }));
      await this.#store.apply(serviceKind, service, MANAGER);
    }
    const isClean = await this.#dropStale(endpoint, wanted);
    if (isClean) this.#applied.note(key, wanted, await this.#deployments(endpoint));
  }

  async scale(
    endpoint: ServingRef,
    { variant, count }: { readonly variant: string; readonly count: number },
  ): Promise<void> {
    const deployments = await this.#deployments(endpoint);
    const found = deployments.find(({ metadata }) => metadata.annotations?.[ANNOTATION.variant] === variant);
    if (found === undefined)
      throw new SlipwayError("SLIP-API-001", `endpoint ${endpoint.name} has no variant ${variant}`);
    await setReplicas(this.#store, found, count);
  }

  async observe(endpoint: ServingRef): Promise<ServingState> {
    const { namespace, name } = endpoint;
    const deployments = await this.#deployments(endpoint);
    // What tells them apart first: the cache finds by that one.
    const labels = { [LABEL.endpoint]: name, ...KEPT_LOG };
    const pods = (await this.#store.list(podKind, { namespace, labels })).items;
    return servingState(deployments, pods, { ...this.#ways, now: this.#clock.now() });
  }

  async remove(endpoint: ServingRef): Promise<Removal> {
    const { namespace, name } = endpoint;
    const where = { namespace, labels: { [LABEL.endpoint]: name } };
    const kinds: readonly Kind[] = [serviceKind, deploymentKind, secretKind];
    for (const kind of kinds) {
      for (const { metadata } of (await this.#store.list(kind, where)).items)
        await unlessGone(() => this.#store.remove(kind, `${namespace}/${metadata.name}`));
    }
    return (await this.observe(endpoint)).phase === "gone" ? "gone" : "going";
  }

  async #objects(endpoint: ServingSpec, variant: ServingVariant): Promise<Wanted> {
    const ways = this.#ways;
    const { instanceType, capacity } = variant;
    const { image } = onlyContainer(variant);
    const places = { store: this.#store, cache: this.#cache };
    const pool = await findNodePool(places, { instanceType, owner: endpoint.owner });
    const gpus = await gpusFor(
      instanceType,
      pool?.spec.capacity === undefined ? ways.machines?.gpus : undefined,
    );
    const machines = machinesOf(pool, { type: instanceType, ways: ways.machines, gpus });
    const security = await securityOf(this.#store, { ...endpoint, image }, ways);
    const objects = variantObjects(endpoint, variant, { useImage: this.#useImage, machines, ways, security });
    return { ...objects, capacity };
  }

  async #deployments({ namespace, name }: ServingRef): Promise<readonly Deployment[]> {
    return (await this.#store.list(deploymentKind, { namespace, labels: { [LABEL.endpoint]: name } })).items;
  }

  /**
   * Variants that are no longer wanted, and plans that no pod needs any more, go only once what is wanted answers, so that
   * an update drops no request. Says whether none were left.
   */
  async #dropStale(endpoint: ServingSpec, wanted: readonly Wanted[]): Promise<boolean> {
    const { namespace, name } = endpoint;
    const names = new Set(
      wanted.flatMap(({ plan, deployment }) => [plan.metadata.name, deployment.metadata.name]),
    );
    const deployments = await this.#deployments(endpoint);
    if (deployments.some((one) => names.has(one.metadata.name) && !isComplete(one))) return false;
    const plans = await this.#store.list(secretKind, { namespace, labels: { [LABEL.endpoint]: name } });
    const stale = [
      ...deployments.flatMap(({ metadata }) => [
        { kind: serviceKind, metadata },
        { kind: deploymentKind, metadata },
      ]),
      ...plans.items.map(({ metadata }) => ({ kind: secretKind, metadata })),
    ].filter(({ metadata }) => !names.has(metadata.name));
    for (const { kind, metadata } of stale)
      await unlessGone(() => this.#store.remove(kind, `${namespace}/${metadata.name}`));
    return stale.length === 0;
  }
}
