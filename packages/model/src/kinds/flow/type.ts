import type { FlowDefinition } from "../../flows/index.ts";
import type { Condition, Resource } from "../../resource.ts";

/** A pipeline by name. What it is may change: each definition that it has had is a version, and stays what it is for the runs of it. */
export interface Flow extends Resource {
  readonly apiVersion: "slipway.dev/v1alpha1";
  readonly kind: "Flow";
  readonly spec: FlowDefinition;
  readonly status?: {
    /** Of the definition as it stands: `sha256:` and 64 digits. */
    readonly version?: string;
    /** Steps that it names, inner ones included. */
    readonly steps?: number;
    readonly conditions?: readonly Condition<"Ready">[];
  };
}
