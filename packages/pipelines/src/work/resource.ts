import { defined } from "@slipway/model";
import type { ResourceBody } from "@slipway/model/flows/bodies/resource.ts";
import { asMade } from "../build/made.ts";
import { resultsOf } from "../references/given-by.ts";
import type { Made } from "../references/types.ts";
import type { GivenIn, GivenText } from "./given-in.ts";
import { jsonIn } from "./json-of.ts";
import {
  type ApiVersionOf,
  type KindName,
  type Kinds,
  kindOfSteps,
  type ObjectOutputs,
  specsOf,
} from "./kinds.ts";
import { makeWork } from "./make-work.ts";
import type { WorkStepOptions } from "./options.ts";

/** An object as it would be applied, with references in it. */
export interface Manifest<K extends KindName> {
  readonly apiVersion: ApiVersionOf<K>;
  readonly kind: K;
  /** A created object without a name has one of its own at each try. */
  readonly metadata?: {
    readonly name?: GivenText;
    readonly labels?: Readonly<Record<string, GivenText>>;
    readonly annotations?: Readonly<Record<string, GivenText>>;
  };
  readonly spec: GivenIn<Kinds[K]["spec"]>;
}

export interface ResourceMade<K extends KindName> {
  /**
   * `create`: a new object, followed until it is over. `apply`: made or changed, and waited for until it is ready. Absent: `create` of what runs to its end,
   * `apply` of all else.
   */
  readonly action?: "create" | "apply";
  readonly manifest: Manifest<K>;
  /** It is deleted with the run; absent: what is created is, what is applied stays. */
  readonly setOwnerReference?: boolean;
}

export interface ResourceDeleted<K extends KindName> {
  /** Waited for until it is gone; what is not there is no failure. */
  readonly action: "delete";
  readonly manifest: {
    readonly apiVersion: ApiVersionOf<K>;
    readonly kind: K;
    readonly metadata: { readonly name: GivenText };
  };
}

export interface ResourceFlow {
  /** Deletes an object of one of Slipway's kinds. */
  <K extends KindName>(resource: ResourceDeleted<K>, options?: WorkStepOptions): Made;
  /**
   * Makes an object of one of Slipway's kinds, in the run's namespace.
   *
   * @example
   * const job = flow.resource({ manifest: { apiVersion: "sagemaker.services.k8s.aws/v1alpha1", kind: "TrainingJob", spec } });
   * flow.when(job.metrics.get("auc").gte(0.8), () => deploy({ model: job.modelArtifact }));
   */
  <K extends KindName>(resource: ResourceMade<K>, options?: WorkStepOptions): ObjectOutputs<K>;
}

export const resource = ((wanted: ResourceBody, options: WorkStepOptions = {}): object => {
  const { apiVersion, kind } = wanted.manifest;
  const known = kindOfSteps(apiVersion, kind, WHO);
  const { action = known.ends ? "create" : "apply", setOwnerReference } = wanted;
  checkName(wanted.manifest, { action, kind: String(kind) });
  const base = action === "delete" ? `delete-${String(kind)}` : String(kind);
  const node = makeWork({ who: WHO, base, options }, (where) => ({
    resource: defined({
      action: wanted.action,
      manifest: jsonIn(wanted.manifest, { ...where, what: `${WHO}'s manifest` }) as ResourceBody["manifest"],
      setOwnerReference,
    }),
  }));
  return asMade(action === "delete" ? {} : { ...resultsOf(node, specsOf(known)) }, node);
}) as unknown as ResourceFlow;

const WHO = "flow.resource";

function checkName(
  { metadata }: ResourceBody["manifest"],
  { action, kind }: { readonly action: string; readonly kind: string },
): void {
  const { name } = (metadata ?? {}) as { readonly name?: unknown };
  if (name === undefined && action !== "create")
    throw new TypeError(
      `${WHO} has no metadata.name, and ${action} needs to know which ${kind} it is about.`,
    );
}
