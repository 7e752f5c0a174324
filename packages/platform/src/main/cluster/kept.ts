import { SERVING_LABEL } from "@slipway/model/kubernetes/serving-names.ts";
import {
  deploymentKind,
  endpointSliceKind,
  namespaceKind,
  podKind,
  secretKind,
  serviceKind,
} from "@slipway/model/kubernetes/workloads.ts";
import { JOBS_LABEL, KEYS_NAMESPACE, SYSTEM_NAMESPACE } from "#installation/names.ts";
import { KEPT_LOG } from "#runtimes/pods/layout.ts";
import type { CacheOptions } from "#store/reflector/create-cache.ts";

/** Of which kinds a part keeps less than all: a cluster has many pods, Deployments, Services and Secrets that are none of ours. */
export const KEPT: Readonly<Record<string, NonNullable<CacheOptions["only"]>>> = {
  operator: [
    { kind: podKind, where: { labels: KEPT_LOG } },
    { kind: deploymentKind, where: { has: [SERVING_LABEL.endpoint] } },
    { kind: namespaceKind, where: { labels: JOBS_LABEL } },
    { kind: serviceKind, where: { has: [SERVING_LABEL.endpoint] } },
    { kind: endpointSliceKind, where: { has: [SERVING_LABEL.endpoint] } },
  ],
  "aws-door": [
    { kind: secretKind, where: { namespace: KEYS_NAMESPACE } },
    { kind: endpointSliceKind, where: { namespace: SYSTEM_NAMESPACE } },
  ],
  router: [
    { kind: serviceKind, where: { has: [SERVING_LABEL.endpoint] } },
    { kind: endpointSliceKind, where: { has: [SERVING_LABEL.endpoint] } },
  ],
};
