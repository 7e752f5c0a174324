import { dnsSubdomain } from "@slipway/model/kubernetes/name-rules.ts";
import type { ResourceDefinition } from "../resources.ts";
import { deployment } from "./deployment.ts";
import type { KindRules } from "./kind-rules.ts";
import { namespace } from "./namespace.ts";
import { pod } from "./pod.ts";
import { configMap, secret } from "./secret.ts";
import { service } from "./service.ts";

const plain: KindRules = { name: dnsSubdomain, generation: false };
const custom: KindRules = { name: dnsSubdomain, generation: true };

const builtin: Readonly<Record<string, KindRules>> = {
  "/configmaps": configMap,
  "/events": {
    ...plain,
    selectable: [
      "involvedObject.kind",
      "involvedObject.namespace",
      "involvedObject.name",
      "involvedObject.uid",
      "involvedObject.apiVersion",
      "involvedObject.resourceVersion",
      "involvedObject.fieldPath",
      "reason",
      "reportingComponent",
      "type",
    ],
  },
  "/namespaces": namespace,
  "/nodes": { ...plain, statusOnCreate: true, selectable: ["spec.unschedulable"] },
  "/pods": pod,
  "/secrets": secret,
  "/services": service,
  "apps/deployments": deployment,
  "discovery.k8s.io/endpointslices": { ...plain, generation: true },
};

export function rulesOf(definition: ResourceDefinition): KindRules {
  if (definition.custom) return custom;
  return builtin[`${definition.group}/${definition.plural}`] ?? plain;
}
