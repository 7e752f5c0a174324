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
  /** Of pods of several containers: those one can ask for, by name and with commas between, in the order of the ports. */
  containers: "slipway.dev/containers",
  /** How requests go to several containers: Serial or Direct. */
  execution: "slipway.dev/execution-mode",
  /** "true" where requests name one of many models. */
  multiModel: "slipway.dev/multi-model",
} as const;

/** The port of a variant's container by its place: the router asks for the first one where nothing else is said. */
export const containerPortName = (index: number): string => (index === 0 ? "http" : `http-${index + 1}`);

/** SageMaker's variable for the port on which a model's server listens. */
export const BIND_TO_PORT = "SAGEMAKER_BIND_TO_PORT";
/** The address on which our own programs listen beside it; where there is none, that is loopback wherever a port is given. */
export const BIND_TO_HOST = "SLIPWAY_BIND_TO_HOST";

/** On an EndpointSlice: the Service whose pods it lists (discovery/v1). */
export const SERVICE_NAME_LABEL = "kubernetes.io/service-name";
