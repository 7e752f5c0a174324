import type { Resource } from "@slipway/model";
import type { Abilities } from "@slipway/model/kinds/abilities.ts";
import type { DeployedImage } from "@slipway/model/kinds/endpoint/type.generated.ts";
import type { DataCapture } from "@slipway/model/kubernetes/data-capture.ts";
import type { ModelsPlan } from "@slipway/model/models-plan.ts";
import type { Removal } from "./removal.ts";
import type { UpdatePolicy } from "./update-policy.ts";
import type { OwnerKind, Wake } from "./wake.ts";

/** A program of a variant. */
export interface ServingContainer {
  /** What it is asked for by, and measured as; there where the variant has several. */
  readonly name?: string;
  /** As the user wrote it, or `slipway.dev/ALGORITHM` for a built-in one. */
  readonly image: string;
  /** `model.tar.gz` to unpack into `/opt/ml/model`, or with a slash at its end the prefix of the model's files; absent when the image brings its own model. */
  readonly modelUri?: string;
  /** `tar.gz` with the code that serves the model, to unpack into `/opt/ml/code`; absent when that is in the model's archive or the image. */
  readonly codeUri?: string;
  /** Many models in place of one: each is brought when a request first names it. */
  readonly models?: ModelsPlan;
  readonly env: Readonly<Record<string, string>>;
}

/** How many copies there are: what the owner says, or what `scale` and the machinery's own autoscaler say within bounds. */
export type Capacity = { readonly fixed: number } | { readonly min: number; readonly max: number };

/** One variant of an endpoint: copies of one model that answers `/ping` and `/invocations`. */
export interface ServingVariant {
  readonly name: string;
  /** A `shadow` gets copies of requests, and nobody waits for its answers. */
  readonly role: "production" | "shadow";
  /** At least one. */
  readonly containers: readonly ServingContainer[];
  /** Where there are several: each request passes by all of them in their order, or goes to the one that it names. */
  readonly execution?: "Serial" | "Direct";
  readonly instanceType: string;
  readonly capacity: Capacity;
  /** Share of requests: weight over the sum of all weights. */
  readonly weight: number;
  /** Seconds a container has to answer its first `/ping`. */
  readonly startupSeconds: number;
}

/** What finds an endpoint again, also after a restart: its name, and the object it belongs to as it stands now. */
export interface ServingRef {
  /** DNS label, deterministic. */
  readonly name: string;
  readonly namespace: string;
  readonly owner: Resource;
  /** What the last `apply` wanted to have kept; absent before the first one, and where it wanted nothing. */
  readonly memory?: ServingMemory;
}

/** What machinery wants to find again at the next call, JSON: the owner keeps it, and it means nothing to anybody else. */
export type ServingMemory = Readonly<Record<string, unknown>>;

export interface Applied {
  /** To be kept before the next call. */
  readonly memory?: ServingMemory;
  /** What serves is another still: this is to take its place, or could not. */
  readonly replaces?: boolean;
  /** Nothing was begun yet, and what serves serves on: a sentence that says what that waits for. `memory` stays what it was. */
  readonly waitsFor?: string;
  /** When to call again though nothing wakes the owner. */
  readonly recheckAfterMs?: number;
}

export interface ServingSpec extends ServingRef {
  /** The name clients invoke by; may have upper case. */
  readonly endpointName: string;
  readonly variants: readonly ServingVariant[];
  /** What of its invocations is written down; absent where nothing is. */
  readonly capture?: DataCapture;
  /** How what serves already makes way; absent for the machinery's own way. */
  readonly update?: UpdatePolicy;
  /** Tells two requests for the same update apart, where the first was rolled back. */
  readonly attempt?: string;
  /** Why an update that is under way is to be rolled back. */
  readonly alarm?: string;
}

export interface VariantState {
  readonly name: string;
  /** Absent of one that answers. */
  readonly role?: "shadow";
  readonly weight: number;
  readonly desired: number;
  readonly ready: number;
  /** A sentence: what it waits for or why it fails. */
  readonly message: string;
  readonly pods: readonly string[];
  /** What its containers run, where the machinery knows it better than their images' names say. */
  readonly images?: readonly DeployedImage[];
}

export interface ServingState {
  /** "failed" only when waiting cannot help (a container that keeps crashing, a model that is not there). */
  /** "back": an update is rolled back. */
  readonly phase: "gone" | "removing" | "creating" | "ready" | "back" | "failed";
  readonly message: string;
  readonly variants: readonly VariantState[];
  /** What an update that is under way brings up, since when (ISO 8601); absent where none is. */
  readonly pending?: { readonly since: string; readonly variants: readonly VariantState[] };
  /** Fields of the owner's status that the machinery tells in the owner's own words; they stand as they are. */
  readonly reported?: Readonly<Record<string, unknown>>;
}

/** Endpoints: variants that answer until told otherwise. A `signal` ends calls that hang, as of `Runs`. */
export interface Serving {
  /** What carries the owner's endpoint. */
  abilities(owner: Resource): Promise<Abilities>;
  /** What to watch so that owners learn of changes; empty where only asking again helps. */
  wakes(owner: OwnerKind): readonly Wake[];
  /** Idempotent; a changed spec is an update. It may take many calls, each of which gets the memory of the one before. */
  apply(endpoint: ServingSpec, signal?: AbortSignal): Promise<Applied>;
  /**
   * So many copies of a variant whose capacity is a range, from now on: a number beyond it is brought back into it by the next
   * `apply`. NotFound where the variant is not there; of one whose capacity is fixed it lasts until the next `apply`.
   */
  scale(
    endpoint: ServingRef,
    to: { readonly variant: string; readonly count: number },
    signal?: AbortSignal,
  ): Promise<void>;
  observe(endpoint: ServingRef, signal?: AbortSignal): Promise<ServingState>;
  /** Removes every trace of the endpoint on the machinery; "going" means ask again. */
  remove(endpoint: ServingRef, signal?: AbortSignal): Promise<Removal>;
}
