import type { StructuralSchema } from "../../kinds/crd.ts";
import type { Flow } from "../../kinds/flow/type.ts";
import { scheduleSpec } from "../../kinds/schedule/schema.ts";
import type { Schedule } from "../../kinds/schedule/type.ts";
import { triggerSpec } from "../../kinds/trigger/schema.ts";
import type { Trigger } from "../../kinds/trigger/type.ts";

export const FLOW_API_VERSION: Flow["apiVersion"] = "slipway.dev/v1alpha1";
export const FLOW_KIND: Flow["kind"] = "Flow";
export const SCHEDULE_KIND: Schedule["kind"] = "Schedule";
export const TRIGGER_KIND: Trigger["kind"] = "Trigger";

const text: StructuralSchema = { type: "string" };
const texts: StructuralSchema = { type: "object", additionalProperties: text };
const anything: StructuralSchema = { "x-kubernetes-preserve-unknown-fields": true };
const list: StructuralSchema = { type: "array" };

/** Of everything but the spec: what an API server takes, and what it writes itself and `get -o yaml` prints. */
export const manifestSchema: StructuralSchema = {
  type: "object",
  required: ["apiVersion", "kind", "metadata", "spec"],
  properties: {
    apiVersion: { ...text, enum: [FLOW_API_VERSION] },
    kind: { ...text, enum: [FLOW_KIND] },
    metadata: {
      type: "object",
      required: ["name"],
      properties: {
        name: text,
        namespace: text,
        labels: texts,
        annotations: texts,
        finalizers: { ...list, items: text },
        ownerReferences: list,
        uid: text,
        resourceVersion: text,
        generation: { type: "integer" },
        creationTimestamp: anything,
        deletionTimestamp: text,
        deletionGracePeriodSeconds: { type: "integer" },
        generateName: text,
        managedFields: list,
        selfLink: text,
      },
    },
    spec: anything,
    status: anything,
  },
};

const ofKind = (kind: string, spec: StructuralSchema): StructuralSchema => ({
  ...manifestSchema,
  properties: { ...manifestSchema.properties, kind: { ...text, enum: [kind] }, spec },
});

export const scheduleManifestSchema = ofKind(SCHEDULE_KIND, scheduleSpec);
export const triggerManifestSchema = ofKind(TRIGGER_KIND, triggerSpec);
