import { type Resource, SlipwayError } from "@slipway/model";
import type { Abilities } from "@slipway/model/kinds/abilities.ts";
import type { Store } from "#store/store.ts";
import { type DefinitionState, type Definitions, kindAmong } from "../definitions.ts";
import type { Removal } from "../removal.ts";
import { SAGEMAKER } from "./abilities.ts";
import { isMissing } from "./aws-error.ts";
import {
  type AwsKind,
  awsNameOf,
  ENDPOINT_CONFIG,
  isMadeOf,
  MODEL,
  reportedFields,
  SPEC_TAG,
} from "./aws-kind.ts";
import type { AwsResources } from "./aws-resources.ts";
import { isRetained } from "./place.ts";

/** Models and endpoint configurations in SageMaker, which never changes one. */
export class SageMakerDefinitions implements Definitions {
  readonly kinds: readonly AwsKind[] = [MODEL, ENDPOINT_CONFIG];
  readonly #store: Store;
  readonly #resources: AwsResources;

  constructor(parts: { readonly store: Store; readonly resources: AwsResources }) {
    this.#store = parts.store;
    this.#resources = parts.resources;
  }

  async abilities(): Promise<Abilities> {
    return SAGEMAKER;
  }

  async put(owner: Resource, signal?: AbortSignal): Promise<DefinitionState> {
    const kind = kindAmong(this.kinds, owner);
    const made = await this.#resources.make(kind, owner, signal);
    const found = made.state === "ours" ? made : await this.#resources.find(kind, owner, signal);
    if (found.state !== "ours") return {};
    const reported = reportedFields(kind, found.answer);
    if (made.state === "ours") await this.#requireUnchanged(kind, owner, found.answer[kind.arnMember]);
    return { reported };
  }

  async remove(owner: Resource, signal?: AbortSignal): Promise<Removal> {
    const kind = kindAmong(this.kinds, owner);
    if (await isRetained(this.#store, owner)) return "kept";
    const found = await this.#resources.findToRemove(kind, owner, signal);
    if (found.state === "young") return "going";
    if (found.state === "ours") {
      const calls = await this.#resources.callsFor(owner, signal);
      try {
        await calls.call(kind.remove, { [kind.nameMember]: awsNameOf(kind, owner) });
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    }
    this.#resources.forget(owner);
    return "gone";
  }

  /** Throws SLIP-SAGEMAKER-005 when the object says something else now than when the resource was made of it. */
  async #requireUnchanged(kind: AwsKind, owner: Resource, arn: unknown): Promise<void> {
    const made = (await this.#resources.tags(owner, String(arn))).get(SPEC_TAG);
    if (made === undefined || isMadeOf(made, owner)) return;
    throw new SlipwayError(
      "SLIP-SAGEMAKER-005",
      `spec: ${kind.name} ${awsNameOf(kind, owner)} is in SageMaker as it was applied first`,
    );
  }
}
