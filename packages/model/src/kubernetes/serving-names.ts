import { childName, fnv1a } from "../names.ts";

/** How the objects that carry endpoints say what they serve: written by what runs endpoints, read by the router. */
export const SERVING_LABEL = {
  /** On the Services of an endpoint's variants, their EndpointSlices and pods: its object's name. */
  endpoint: "slipway.dev/endpoint",
  /** On the pods of one variant. */
  variant: "slipway.dev/variant",
} as const;

/** The name of a variant's Deployment and Service; `endpoint` is its object's name. */
export function variantObjectName(endpoint: string, variant: string): string {
  return childName(endpoint, fnv1a(variant));
}

/** On the Service of a variant. */
export const SERVING_ANNOTATION = {
  /** The name clients invoke by: the AWS name. */
  endpointName: "slipway.dev/endpoint-name",
  /** The variant's name; the Service's own where it is absent. */
  variant: "slipway.dev/variant",
  /** Its share of the traffic, a number; 1 where it is absent. */
  weight: "slipway.dev/weight",
  /** What it gets instead while the endpoint is updated, or after that: the same kind of number. */
  share: "slipway.dev/share",
  /** `shadow` for one that gets copies of requests, by its weight over those that answer; absent for these. */
  role: "slipway.dev/role",
} as const;

/** On an EndpointSlice: the Service whose pods it lists (discovery/v1). */
export const SERVICE_NAME_LABEL = "kubernetes.io/service-name";
