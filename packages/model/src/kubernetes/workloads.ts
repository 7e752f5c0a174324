/** The built-in Kubernetes kinds that runtimes and the embedded home exchange; never imported by controllers. */
import type { IDeployment } from "kubernetes-models/apps/v1/Deployment";
import type { IEndpointSlice } from "kubernetes-models/discovery.k8s.io/v1/EndpointSlice";
import type { IPodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import type { IConfigMap } from "kubernetes-models/v1/ConfigMap";
import type { IContainer } from "kubernetes-models/v1/Container";
import type { IContainerStatus } from "kubernetes-models/v1/ContainerStatus";
import type { INode } from "kubernetes-models/v1/Node";
import type { IPod } from "kubernetes-models/v1/Pod";
import type { ISecret } from "kubernetes-models/v1/Secret";
import type { IService } from "kubernetes-models/v1/Service";
import type { Kind, Resource, StatusBase } from "../resource.ts";

type Spec<T extends { spec?: unknown }> = NonNullable<T["spec"]>;
type Status<T extends { status?: unknown }> = NonNullable<T["status"]>;
/** A status whose conditions are of the one form that the reconcile loop writes. */
type LoopStatus<T extends { status?: unknown }> = Omit<Status<T>, "conditions"> & StatusBase;

export type Container = IContainer;
export type ContainerStatus = IContainerStatus;

export interface Pod extends Resource {
  readonly kind: "Pod";
  readonly spec: Spec<IPod>;
  readonly status?: Status<IPod>;
}
export interface Deployment extends Resource {
  readonly kind: "Deployment";
  readonly spec: Spec<IDeployment>;
  readonly status?: LoopStatus<IDeployment>;
}
export interface Service extends Resource {
  readonly kind: "Service";
  readonly spec: Spec<IService>;
  readonly status?: LoopStatus<IService>;
}
export interface EndpointSlice extends Resource {
  readonly kind: "EndpointSlice";
  readonly addressType: IEndpointSlice["addressType"];
  readonly endpoints: IEndpointSlice["endpoints"];
  readonly ports?: NonNullable<IEndpointSlice["ports"]>;
}
export interface PodDisruptionBudget extends Resource {
  readonly kind: "PodDisruptionBudget";
  readonly spec: Spec<IPodDisruptionBudget>;
}
export interface Secret extends Resource {
  readonly kind: "Secret";
  readonly type?: string;
  /** Values are base64. */
  readonly data?: NonNullable<ISecret["data"]>;
}
export interface ConfigMap extends Resource {
  readonly kind: "ConfigMap";
  readonly data?: NonNullable<IConfigMap["data"]>;
  /** Values are base64. */
  readonly binaryData?: NonNullable<IConfigMap["binaryData"]>;
}
export interface Node extends Resource {
  readonly kind: "Node";
  readonly spec?: Spec<INode>;
  readonly status?: Status<INode>;
}
export interface Namespace extends Resource {
  readonly kind: "Namespace";
  readonly spec?: { readonly finalizers?: readonly string[] };
  readonly status?: StatusBase & { readonly phase?: string };
}
/** core/v1 Event: what `kubectl describe` shows under Events. */
export interface Event extends Resource {
  readonly kind: "Event";
  readonly involvedObject: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly namespace?: string;
    readonly name: string;
    readonly uid?: string;
  };
  readonly reason: string;
  readonly message: string;
  readonly type: "Normal" | "Warning";
  readonly count: number;
  readonly firstTimestamp: string;
  readonly lastTimestamp: string;
  readonly source?: { readonly component?: string };
}

export const podKind: Kind<Pod> = { group: "", version: "v1", kind: "Pod", plural: "pods", namespaced: true };
export const serviceKind: Kind<Service> = {
  group: "",
  version: "v1",
  kind: "Service",
  plural: "services",
  namespaced: true,
};
export const secretKind: Kind<Secret> = {
  group: "",
  version: "v1",
  kind: "Secret",
  plural: "secrets",
  namespaced: true,
};
export const configMapKind: Kind<ConfigMap> = {
  group: "",
  version: "v1",
  kind: "ConfigMap",
  plural: "configmaps",
  namespaced: true,
};
export const nodeKind: Kind<Node> = {
  group: "",
  version: "v1",
  kind: "Node",
  plural: "nodes",
  namespaced: false,
};
export const eventKind: Kind<Event> = {
  group: "",
  version: "v1",
  kind: "Event",
  plural: "events",
  namespaced: true,
};
export const namespaceKind: Kind<Namespace> = {
  group: "",
  version: "v1",
  kind: "Namespace",
  plural: "namespaces",
  namespaced: false,
};
export const deploymentKind: Kind<Deployment> = {
  group: "apps",
  version: "v1",
  kind: "Deployment",
  plural: "deployments",
  namespaced: true,
};
export const endpointSliceKind: Kind<EndpointSlice> = {
  group: "discovery.k8s.io",
  version: "v1",
  kind: "EndpointSlice",
  plural: "endpointslices",
  namespaced: true,
};
export const podDisruptionBudgetKind: Kind<PodDisruptionBudget> = {
  group: "policy",
  version: "v1",
  kind: "PodDisruptionBudget",
  plural: "poddisruptionbudgets",
  namespaced: true,
};
