import { defined, type Key, type Kind, rfc3339, SlipwayError } from "@slipway/model";
import type { Abilities } from "@slipway/model/kinds/abilities.ts";
import {
  type Deployment,
  deploymentKind,
  type Pod,
  podDisruptionBudgetKind,
  podKind,
  secretKind,
  serviceKind,
} from "@slipway/model/kubernetes/workloads.ts";
import { type Clock, systemClock } from "#lib/clock.ts";
import { contentDigest } from "#lib/content-digest.ts";
import type { Cache } from "#store/cache.ts";
import type { Store } from "#store/store.ts";
import { findNodePool } from "../node-pools.ts";
import type { Removal } from "../removal.ts";
import type { Applied, Serving, ServingRef, ServingSpec, ServingState, ServingVariant } from "../serving.ts";
import { ONE_BY_ONE } from "../update-policy.ts";
import type { OwnerKind, Wake } from "../wake.ts";
import { PODS } from "./abilities.ts";
import { AppliedBefore } from "./applied-before.ts";
import { asWritten, type UseImage } from "./images.ts";
import { ANNOTATION, KEPT_LOG, LABEL, wakeOwner } from "./layout.ts";
import { machinesOf } from "./machines.ts";
import { AGENT, type NodeWays } from "./node-ways.ts";
import { gpusFor } from "./offered-gpus.ts";
import { deploymentOf, ImagePins } from "./pins/image-pins.ts";
import { knownPins, type Pins } from "./pins/pins.ts";
import type { ResolveImage } from "./pins/resolve-image.ts";
import { unlessGone, unlessThere } from "./pod-runs.ts";
import { applyScaled, setReplicas } from "./replicas.ts";
import { OWN_IMAGES, securityOf } from "./security.ts";
import { servedContainers, type VariantObjects, variantObjects } from "./serving-objects.ts";
import { servingState } from "./serving-state.ts";
import { adopted, fleetOf } from "./update/fleet-of.ts";
import { fleetsOf } from "./update/fleets.ts";
import { type Generation, type Member, memberKey, sameFleets, shares } from "./update/generation.ts";
import { giveShares } from "./update/give-shares.ts";
import type { Look } from "./update/look.ts";
import { nextLookMs } from "./update/next-look.ts";
import { planUpdate } from "./update/plan-update.ts";
import type { ServingNotes, UpdateMemory } from "./update/update-memory.ts";
import { wantedCounts } from "./update/wanted-counts.ts";

const MANAGER = { manager: "slipway", force: true } as const;

/** Endpoints as a Deployment and a Service for each variant, and while it is updated for each of its fleets, on any Kubernetes. */
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
  /** Absent where images run as their names are written. */
  readonly resolveImage?: ResolveImage;
}

type Wanted = VariantObjects & {
  readonly member: Member;
  /** The machine has no room for the old and the new. */
  readonly inPlace: boolean;
};

/** What of an endpoint is there. */
interface Present {
  readonly deployments: readonly Deployment[];
  readonly pods: readonly Pod[];
}

class PodServing implements Serving {
  readonly #store: Store;
  readonly #cache: Cache;
  readonly #useImage: UseImage;
  readonly #ways: NodeWays;
  readonly #clock: Clock;
  readonly #applied: AppliedBefore;
  readonly #pins: ImagePins | undefined;

  constructor(parts: PodServingParts) {
    this.#store = parts.store;
    this.#cache = parts.cache;
    this.#useImage = parts.useImage ?? asWritten;
    this.#ways = parts.ways ?? AGENT;
    this.#clock = parts.clock ?? systemClock;
    this.#applied = new AppliedBefore(this.#clock);
    const { resolveImage: resolve } = parts;
    this.#pins = resolve && new ImagePins({ resolve, clock: this.#clock });
  }

  async abilities(): Promise<Abilities> {
    return PODS;
  }

  wakes(owner: OwnerKind): readonly Wake[] {
    return [wakeOwner(deploymentKind, owner, { has: [LABEL.endpoint] })];
  }

  async apply(endpoint: ServingSpec): Promise<Applied> {
    const present = await this.#present(endpoint);
    const notes = remembered(endpoint);
    const pins = await this.#pinsOf(endpoint, present, notes);
    if (pins !== undefined && "waitsFor" in pins) return pins;
    const wanted = await this.#wanted(endpoint, present, pins);
    const generation = wanted.map(({ member }) => member);
    const before = updateIn(notes) ?? { serves: firstOf(present, generation) };
    const look = this.#look(endpoint, wanted, present);
    const after = planUpdate(before, { generation, attempt: attemptOf(endpoint, generation) }, look);
    await this.#carryOut(endpoint, { wanted, present, before, after, look });
    const recheckAfterMs = nextLookMs(before, after, look);
    const replaces = after.underway !== undefined || after.refused !== undefined;
    const isSettled = after.underway === undefined && sameFleets(after.serves, generation);
    const kept = pins && (isSettled ? { serving: pins } : { ...notes?.pins, next: pins });
    return { memory: { ...after, ...defined({ pins: kept }) }, replaces, ...defined({ recheckAfterMs }) };
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
    const { deployments, pods } = await this.#present(endpoint);
    const patience = { ...this.#ways, now: this.#clock.now() };
    return servingState(deployments, pods, { patience, memory: remembered(endpoint) });
  }

  async remove(endpoint: ServingRef): Promise<Removal> {
    const { namespace, name } = endpoint;
    const where = { namespace, labels: { [LABEL.endpoint]: name } };
    const kinds: readonly Kind[] = [serviceKind, deploymentKind, secretKind];
    for (const { metadata } of await this.#deployments(endpoint))
      await this.#removeBudget(`${namespace}/${metadata.name}`);
    for (const kind of kinds) {
      for (const { metadata } of (await this.#store.list(kind, where)).items)
        await unlessGone(() => this.#store.remove(kind, `${namespace}/${metadata.name}`));
    }
    return (await this.observe(endpoint)).phase === "gone" ? "gone" : "going";
  }

  #wanted(endpoint: ServingSpec, { deployments }: Present, pins?: Pins): Promise<readonly Wanted[]> {
    const names = new Map(deployments.map((one) => [memberKey(fleetOf(one)), one.metadata.name]));
    const nameOf = (fleet: Pick<Member, "variant" | "fleet">) => names.get(memberKey(fleet));
    return Promise.all(
      endpoint.variants.map((variant) => this.#objects(endpoint, variant, { nameOf, ...defined({ pins }) })),
    );
  }

  /** What the images' names stand for in the deployment that is wanted; undefined where they stand for themselves. */
  async #pinsOf(
    endpoint: ServingSpec,
    present: Present,
    notes: ServingNotes | undefined,
  ): Promise<Pins | { readonly waitsFor: string } | undefined> {
    if (this.#pins === undefined) return undefined;
    const of = deploymentOf(endpoint);
    const known = knownPins(notes?.pins, of);
    if (known !== undefined) return known;
    // Whatever is refused or missing is told before anybody is asked.
    const generation = (await this.#wanted(endpoint, present)).map(({ member }) => member);
    const isUnpinned =
      notes?.pins === undefined &&
      present.deployments.length > 0 &&
      isOf(updateIn(notes) ?? { serves: firstOf(present, generation) }, endpoint, generation);
    // An earlier release began it: that goes on as it is.
    return isUnpinned ? { of, at: rfc3339(this.#clock.now()), images: {} } : this.#pins.pinsOf(endpoint, of);
  }

  async #objects(
    endpoint: ServingSpec,
    variant: ServingVariant,
    known: Pick<Parameters<typeof variantObjects>[2], "nameOf" | "pins">,
  ): Promise<Wanted> {
    const ways = this.#ways;
    const { instanceType, capacity } = variant;
    const images = servedContainers(variant).map(({ image }) => image);
    // One pod runs as one user: as the image needs it that is not ours, where there is one.
    const image = images.find((one) => !one.startsWith(OWN_IMAGES)) ?? images[0] ?? "";
    const places = { store: this.#store, cache: this.#cache };
    const pool = await findNodePool(places, { instanceType, owner: endpoint.owner });
    const gpus = await gpusFor(
      instanceType,
      pool?.spec.capacity === undefined ? ways.machines?.gpus : undefined,
    );
    const machines = machinesOf(pool, { type: instanceType, ways: ways.machines, gpus });
    const security = await securityOf(this.#store, { ...endpoint, image }, ways);
    const home = { useImage: this.#useImage, machines, ways, security, ...known };
    const objects = variantObjects(endpoint, variant, home);
    const { name, weight } = variant;
    return {
      ...objects,
      member: { variant: name, fleet: objects.fleet, weight, capacity },
      inPlace: machines.fillsMachine === true,
    };
  }

  async #present(endpoint: ServingRef): Promise<Present> {
    const { namespace, name } = endpoint;
    // What tells them apart first: the cache finds by that one.
    const labels = { [LABEL.endpoint]: name, ...KEPT_LOG };
    const pods = (await this.#store.list(podKind, { namespace, labels })).items;
    return { deployments: await this.#deployments(endpoint), pods };
  }

  #look({ update, alarm }: ServingSpec, wanted: readonly Wanted[], { deployments, pods }: Present): Look {
    const now = this.#clock.now();
    return {
      now,
      policy: update ?? ONE_BY_ONE,
      inPlace: wanted.some(({ inPlace }) => inPlace),
      fleets: fleetsOf(deployments, pods, { ...this.#ways, now }),
      ...defined({ alarm }),
    };
  }

  /** Makes what is there what is remembered. Only what nobody remembers from before any more is removed, for that cannot be taken back. */
  async #carryOut(endpoint: ServingSpec, carrying: Carrying): Promise<void> {
    const { wanted, present, before, after, look } = carrying;
    const key = `${endpoint.namespace}/${endpoint.name}`;
    const mark = { wanted, before, after };
    if (this.#applied.stands(key, mark, present.deployments)) return;
    const counts = wantedCounts(after, look);
    for (const one of wanted) {
      const count = counts.get(memberKey(one.member));
      if (count !== undefined) await this.#apply(one, count);
    }
    const known = new Set(wanted.map(({ member }) => memberKey(member)));
    for (const deployment of present.deployments) {
      const fleet = memberKey(fleetOf(deployment));
      const count = counts.get(fleet);
      if (known.has(fleet) || count === undefined || count === deployment.spec.replicas) continue;
      await setReplicas(this.#store, deployment, count);
    }
    await giveShares(this.#store, endpoint, sharesByName(carrying));
    const isClean = await this.#dropStale(endpoint, [before, after]);
    if (isClean) this.#applied.note(key, mark, await this.#deployments(endpoint));
  }

  async #apply({ plan, deployment, service, budget, member }: Wanted, count: number): Promise<void> {
    await unlessThere(() => this.#store.create(secretKind, plan));
    if ("fixed" in member.capacity) {
      const sized = { ...deployment, spec: { ...deployment.spec, replicas: count } };
      await this.#store.apply(deploymentKind, sized, MANAGER);
    } else {
      const apply = () => this.#store.apply(deploymentKind, deployment, MANAGER);
      await applyScaled(this.#store, deployment, { capacity: { fixed: count }, apply });
    }
    await this.#store.apply(serviceKind, service, MANAGER);
    if (budget !== undefined) await this.#store.apply(podDisruptionBudgetKind, budget, MANAGER);
  }

  /** Before its Deployment, by which it is found. */
  async #removeBudget(key: Key): Promise<void> {
    if (this.#ways.asContainers) await unlessGone(() => this.#store.remove(podDisruptionBudgetKind, key));
  }

  async #deployments({ namespace, name }: ServingRef): Promise<readonly Deployment[]> {
    return (await this.#store.list(deploymentKind, { namespace, labels: { [LABEL.endpoint]: name } })).items;
  }

  /** Fleets that none of these speak of, and plans that no pod needs any more. Says whether none were left. */
  async #dropStale(endpoint: ServingSpec, memories: readonly UpdateMemory[]): Promise<boolean> {
    const { namespace, name } = endpoint;
    const kept = new Set(
      memories.flatMap(({ serves, underway }) => [...serves, ...(underway?.to ?? [])].map(memberKey)),
    );
    const deployments = await this.#deployments(endpoint);
    const [needed, stale] = [
      deployments.filter((one) => kept.has(memberKey(fleetOf(one)))),
      deployments.filter((one) => !kept.has(memberKey(fleetOf(one)))),
    ];
    const secrets = new Set(needed.flatMap(secretsOf));
    const plans = await this.#store.list(secretKind, { namespace, labels: { [LABEL.endpoint]: name } });
    const gone = [
      ...stale.flatMap(({ metadata }) => [
        ...(this.#ways.asContainers ? [{ kind: podDisruptionBudgetKind, metadata }] : []),
        { kind: serviceKind, metadata },
        { kind: deploymentKind, metadata },
      ]),
      ...plans.items
        .filter(({ metadata }) => !secrets.has(metadata.name))
        .map(({ metadata }) => ({ kind: secretKind, metadata })),
    ];
    for (const { kind, metadata } of gone)
      await unlessGone(() => this.#store.remove(kind, `${namespace}/${metadata.name}`));
    return gone.length === 0;
  }
}

interface Carrying {
  readonly wanted: readonly Wanted[];
  readonly present: Present;
  readonly before: UpdateMemory;
  readonly after: UpdateMemory;
  readonly look: Look;
}

function sharesByName({
  wanted,
  present,
  after: { serves, underway },
}: Carrying): ReadonlyMap<string, number> {
  const byFleet = shares(serves, underway?.to, underway?.shifted ?? 0);
  const all = [...present.deployments, ...wanted.map(({ deployment }) => deployment)];
  return new Map(all.map((one) => [one.metadata.name, byFleet.get(memberKey(fleetOf(one))) ?? 0]));
}

const remembered = ({ memory }: ServingRef): ServingNotes | undefined => memory as ServingNotes | undefined;

function updateIn(notes: ServingNotes | undefined): UpdateMemory | undefined {
  if (notes === undefined) return undefined;
  const { pins: _pins, ...update } = notes;
  return update;
}

/** Whether the generation is what serves, what is to take its place, or what could not. */
function isOf(
  { serves, underway, refused }: UpdateMemory,
  endpoint: ServingSpec,
  generation: Generation,
): boolean {
  return (
    sameFleets(serves, generation) ||
    (underway !== undefined && sameFleets(underway.to, generation)) ||
    refused?.attempt === attemptOf(endpoint, generation)
  );
}

function attemptOf({ attempt }: ServingSpec, generation: Generation): string {
  const fleets = contentDigest(generation.map(memberKey).sort());
  return attempt === undefined ? fleets : `${fleets} ${attempt}`;
}

function firstOf({ deployments }: Present, wanted: Generation): Generation {
  return deployments.length === 0 ? wanted : adopted(deployments, wanted);
}

const secretsOf = ({ spec }: Deployment): readonly string[] =>
  (spec.template.spec?.volumes ?? []).flatMap(({ secret }) => secret?.secretName ?? []);
