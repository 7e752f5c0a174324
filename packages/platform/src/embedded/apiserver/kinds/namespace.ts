import { dnsLabel } from "@slipway/model/kubernetes/name-rules.ts";
import { isObject } from "../json/json.ts";
import type { KindRules } from "./kind-rules.ts";

/** There from the start, and for good. */
export const OWN_NAMESPACES = ["default", "kube-system", "slipway-system"] as const;

export const namespace: KindRules = {
  name: dnsLabel,
  generation: false,
  undeletable: OWN_NAMESPACES,
  selectable: ["status.phase"],
  prepareCreate: (draft) => {
    draft["spec"] = { finalizers: ["kubernetes"] };
    draft["status"] = { phase: "Active" };
  },
  prepare: (draft) => {
    const labels = isObject(draft.metadata["labels"]) ? draft.metadata["labels"] : {};
    draft.metadata["labels"] = { ...labels, "kubernetes.io/metadata.name": draft.metadata.name };
  },
};
