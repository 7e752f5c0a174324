import { dnsLabel } from "@slipway/model/kubernetes/name-rules.ts";
import { isObject } from "../json/json.ts";
import type { KindRules } from "./kind-rules.ts";
import { specFinalizers } from "./spec-finalizers.ts";

/** There from the start, and for good. */
export const OWN_NAMESPACES = ["default", "kube-system", "slipway-system"] as const;

/** Of `spec.finalizers`: its contents are still to be deleted. */
const KUBERNETES = "kubernetes";

export const namespace: KindRules = {
  name: dnsLabel,
  generation: false,
  undeletable: OWN_NAMESPACES,
  selectable: ["status.phase"],
  prepareCreate: (draft) => {
    const given = specFinalizers(draft);
    draft["spec"] = { finalizers: given.includes(KUBERNETES) ? [...given] : [...given, KUBERNETES] };
    draft["status"] = { phase: "Active" };
  },
  carry: (draft, { spec }) => {
    if (spec === undefined) delete draft["spec"];
    else draft["spec"] = spec;
  },
  prepare: (draft) => {
    const labels = isObject(draft.metadata["labels"]) ? draft.metadata["labels"] : {};
    draft.metadata["labels"] = { ...labels, "kubernetes.io/metadata.name": draft.metadata.name };
  },
};
