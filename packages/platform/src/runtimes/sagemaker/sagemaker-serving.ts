import { isConflict, keyOf, type Resource, SlipwayError } from "@slipway/model";
import { inputOf } from "@slipway/model/aws/lookup.ts";
import { toMembers } from "@slipway/model/aws/names.ts";
import type { Abilities } from "@slipway/model/kinds/abilities.ts";
import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { LAST_UPDATE, withLastUpdate } from "@slipway/model/kinds/endpoint/last-update.ts";
import type { Clock } from "#lib/clock.ts";
import type { Store } from "#store/store.ts";
import type { Removal } from "../removal.ts";
import type { Applied, Serving, ServingRef, ServingSpec, ServingState } from "../serving.ts";
import type { Wake } from "../wake.ts";
import { SAGEMAKER } from "./abilities.ts";
import type { Members } from "./aws-calls.ts";
import { isInvalid, isMissing, isWrongStatus, refusedByAws } from "./aws-error.ts";
import { ENDPOINT } from "./aws-kind.ts";
import type { AwsResources } from "./aws-resources.ts";
import { PacedCache } from "./paced-cache.ts";
import { isRetained } from "./place.ts";
import { isChanging, servingState } from "./serving-state.ts";

const GONE: ServingState = { phase: "gone", message: "SageMaker does not have the endpoint", variants: [] };
const YOUNG: ServingState = {
  phase: "creating",
  message: "Made in SageMaker a moment ago and not to be seen there yet",
  variants: [],
};

/** Endpoints that SageMaker serves. */
export class SageMakerServing implements Serving {
  readonly #store: Store;
  readonly #resources: AwsResources;
  readonly #states: PacedCache<ServingState>;
  readonly #removals: PacedCache<{ readonly removal: Removal }>;

  constructor(parts: {
    readonly store: Store;
    readonly clock: Clock;
    readonly resources: AwsResources;
    readonly pollMs: number;
  }) {
    this.#store = parts.store;
    this.#resources = parts.resources;
    this.#states = new PacedCache(parts.clock, parts.pollMs);
    this.#removals = new PacedCache(parts.clock, Math.min(parts.pollMs, 3_000));
  }

  async abilities(): Promise<Abilities> {
    return SAGEMAKER;
  }

  /** Nothing tells of changes in AWS. */
  wakes(): readonly Wake[] {
    return [];
  }

  async apply({ owner }: ServingSpec, signal?: AbortSignal): Promise<Applied> {
    const found = await this.#resources.make(ENDPOINT, owner, signal);
    if (found.state === "ours") await this.#update(owner, found.answer, signal);
    else this.#states.forget(uidOf(owner));
    return {};
  }

  observe({ owner }: ServingRef, signal?: AbortSignal): Promise<ServingState> {
    return this.#states.read(uidOf(owner), async () => {
      const found = await this.#resources.find(ENDPOINT, owner, signal);
      if (found.state === "young") return YOUNG;
      if (found.state !== "ours") return GONE;
      return servingState(found.answer, { wanted: wantedBy(owner), asked: askedOf(owner) });
    });
  }

  async scale(
    { owner }: ServingRef,
    { variant, count }: { readonly variant: string; readonly count: number },
    signal?: AbortSignal,
  ): Promise<void> {
    const found = await this.#resources.find(ENDPOINT, owner, signal);
    const known =
      found.state === "ours" ? servingState(found.answer, { wanted: "", asked: undefined }) : undefined;
    if (found.state !== "ours" || !known?.variants.some(({ name }) => name === variant))
      throw new SlipwayError("SLIP-API-001", `SageMaker has no variant ${variant} of this endpoint`);
    const calls = await this.#resources.callsFor(owner, signal);
    await calls.call("UpdateEndpointWeightsAndCapacities", {
      EndpointName: found.answer["EndpointName"],
      DesiredWeightsAndCapacities: [{ VariantName: variant, DesiredInstanceCount: count }],
    });
    this.#states.forget(uidOf(owner));
  }

  async remove({ owner }: ServingRef, signal?: AbortSignal): Promise<Removal> {
    if (await isRetained(this.#store, owner)) return "kept";
    const { removal } = await this.#removals.read(uidOf(owner), async () => ({
      removal: await this.#remove(owner, signal),
    }));
    this.#states.forget(uidOf(owner));
    if (removal === "gone") {
      this.#removals.forget(uidOf(owner));
      this.#resources.forget(owner);
    }
    return removal;
  }

  async #remove(owner: Resource, signal: AbortSignal | undefined): Promise<Removal> {
    const found = await this.#resources.findToRemove(ENDPOINT, owner, signal);
    if (found.state === "young") return "going";
    if (found.state !== "ours") return "gone";
    const status = found.answer["EndpointStatus"];
    if (status === "Deleting" || isChanging(status)) return "going";
    const calls = await this.#resources.callsFor(owner, signal);
    try {
      await calls.call("DeleteEndpoint", { EndpointName: found.answer["EndpointName"] });
    } catch (error) {
      if (!isMissing(error) && !isWrongStatus(error)) throw error;
    }
    return "going";
  }

  /** Asks once for each configuration; what changes or failed to be made is left alone. */
  async #update(owner: Resource, answer: Members, signal: AbortSignal | undefined): Promise<void> {
    const wanted = wantedBy(owner);
    if (answer["EndpointStatus"] !== "InService" || answer["EndpointConfigName"] === wanted) return;
    if (askedOf(owner) === wanted && answer["FailureReason"] !== undefined) return;
    await this.#remember(owner, wanted);
    const calls = await this.#resources.callsFor(owner, signal);
    const input = toMembers(inputOf(ENDPOINT.service, "UpdateEndpoint"), owner.spec) as Members;
    try {
      await calls.call("UpdateEndpoint", { ...input, RetainAllVariantProperties: true });
    } catch (error) {
      if (isMissing(error))
        throw new SlipwayError(
          "SLIP-SAGEMAKER-007",
          `Waiting for endpoint configuration ${wanted} to be in SageMaker, where its object must be too`,
          { cause: error },
        );
      if (isInvalid(error) && !isWrongStatus(error)) throw refusedByAws("UpdateEndpoint", error);
      if (!isWrongStatus(error)) throw error;
    }
    this.#states.forget(uidOf(owner));
  }

  /** Before asking: an update that was asked for and not remembered would be asked for again after it failed. */
  async #remember(owner: Resource, configuration: string): Promise<void> {
    if (askedOf(owner) === configuration) return;
    for (;;) {
      const object = await this.#store.get<Endpoint>(endpointKind, keyOf(owner));
      if (object === undefined || askedOf(object) === configuration) return;
      try {
        await this.#store.replace(endpointKind, withLastUpdate(object, configuration), "object");
        return;
      } catch (error) {
        if (!isConflict(error)) throw error;
      }
    }
  }
}

const uidOf = ({ metadata }: Resource): string => metadata.uid ?? "";

const askedOf = ({ metadata }: Resource): string | undefined => metadata.annotations?.[LAST_UPDATE];

const wantedBy = ({ spec }: Resource): string =>
  (spec as { readonly endpointConfigName?: string } | undefined)?.endpointConfigName ?? "";
