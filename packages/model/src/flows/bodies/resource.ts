import type { StructuralSchema } from "../../kinds/crd.ts";
import type { Json } from "../json.ts";

/**
 * An object of one of Slipway's kinds in the run's namespace, as Argo's resource template has them. Its step gives `steps.x.results.name`, `kind`, `status`, and what
 * the kind has to give: a training job's `modelArtifact` and `metrics`, a processing job's `outputs`, a transform job's `output`, a run's `results`.
 */
export interface ResourceBody {
  /**
   * `create`: a new object, followed until it is over; the step fails, or is canceled, as it does. `apply`: made or changed (server-side apply), and waited for until it is ready.
   * `delete`: waited for until it is gone; what is not there is no failure. Absent: `create` of what runs to its end, `apply` of all else.
   */
  readonly action?: "create" | "apply" | "delete";
  /** Of its metadata `name`, `labels` and `annotations` count; a created object without a name has one of its own at each try. */
  readonly manifest: Readonly<Record<string, Json>>;
  /** It is deleted with the run. Absent: what is created is, what is applied stays. */
  readonly setOwnerReference?: boolean;
}

export const RESOURCE_ACTIONS = ["create", "apply", "delete"] as const satisfies readonly NonNullable<
  ResourceBody["action"]
>[];

export const resourceSchema: StructuralSchema = {
  type: "object",
  description:
    "An object of one of Slipway's kinds, made or deleted, and followed to its end or until it is ready.",
  required: ["manifest"],
  properties: {
    action: { type: "string", enum: RESOURCE_ACTIONS },
    manifest: {
      type: "object",
      required: ["apiVersion", "kind"],
      description: "As it would be applied; expressions may stand in its texts.",
      properties: { apiVersion: { type: "string" }, kind: { type: "string" } },
      "x-kubernetes-preserve-unknown-fields": true,
    },
    setOwnerReference: {
      type: "boolean",
      description: "It is deleted with the run; absent: what is created is, what is applied stays.",
    },
  },
};
