import { defined, type Key } from "@slipway/model";
import {
  FEEDBACK_WINDOW_ANNOTATION,
  feedbackWindowMs,
} from "@slipway/model/kinds/endpoint/feedback-window.ts";
import { isNeverReplayed } from "@slipway/model/kinds/endpoint/replay.ts";
import {
  DATA_CAPTURE_ANNOTATION,
  type DataCapture,
  dataCaptureIn,
} from "@slipway/model/kubernetes/data-capture.ts";
import {
  containerPortName,
  SERVICE_NAME_LABEL,
  SERVING_ANNOTATION,
  SERVING_LABEL,
} from "@slipway/model/kubernetes/serving-names.ts";
import type { EndpointSlice, Service } from "@slipway/model/kubernetes/workloads.ts";
import { instanceName } from "./session-id.ts";

/** One variant of an endpoint and the pods that serve it now; while it is updated there may be two of a name. */
export interface VariantRoute {
  readonly name: string;
  readonly weight: number;
  /** `host:port` of every pod to dial; sorted, without duplicates. */
  readonly pods: readonly string[];
  /** The same by the names of their instances, and pods that are going but still answer. */
  readonly instances: ReadonlyMap<string, string>;
  /** What of its invocations is written down; absent where nothing is. */
  readonly capture?: DataCapture;
  /** How long it is known who answered an InferenceId, in milliseconds; absent where nobody asks for it. */
  readonly feedbackMs?: number;
  /** Absent where its pods have one container. */
  readonly several?: SeveralContainers;
  /** Whether requests name one of many models. */
  readonly multiModel?: true;
  /** Whether no request may come to two pods, though one has broken the connection. */
  readonly neverReplayed?: true;
}

/** The containers of a variant's pods. */
export interface SeveralContainers {
  /** Each request passes by all of them, or goes to the one that it names. */
  readonly execution: "Serial" | "Direct";
  /** What they are called, in their order. */
  readonly names: readonly string[];
  /** `host:port` of each of a pod's containers in their order, by the first. */
  readonly addresses: ReadonlyMap<string, readonly string[]>;
}

export interface Route {
  readonly namespace: string;
  /** The name clients invoke by: the AWS name. */
  readonly endpoint: string;
  readonly variants: readonly VariantRoute[];
  /** Variants that get copies of requests, and answer no client. */
  readonly shadows: readonly VariantRoute[];
}

/** Routes by `namespace/endpoint name`. */
export type RoutingTable = ReadonlyMap<string, Route>;

export function routeKey(namespace: string, endpoint: string): string {
  return `${namespace}/${endpoint}`;
}

interface Variants {
  readonly variants: VariantRoute[];
  readonly shadows: VariantRoute[];
}

/** What the Services of endpoints and the EndpointSlices say, as routes; a Service without pods is a variant without pods. */
export function routingTable(services: Iterable<Service>, slices: Iterable<EndpointSlice>): RoutingTable {
  const pods = podsByService(slices);
  const table = new Map<string, Route & Variants>();
  for (const service of services) {
    const label = service.metadata.labels?.[SERVING_LABEL.endpoint];
    if (label === undefined) continue;
    const namespace = service.metadata.namespace ?? "";
    const endpoint = service.metadata.annotations?.[SERVING_ANNOTATION.endpointName] ?? label;
    const key = routeKey(namespace, endpoint);
    const route = table.get(key) ?? { namespace, endpoint, variants: [], shadows: [] };
    const isShadow = service.metadata.annotations?.[SERVING_ANNOTATION.role] === "shadow";
    route[isShadow ? "shadows" : "variants"].push(variantOf(service, pods));
    table.set(key, route);
  }
  for (const route of table.values()) route.variants.sort((a, b) => (a.name < b.name ? -1 : 1));
  return table;
}

function variantOf(service: Service, pods: ReadonlyMap<string, Dialable>): VariantRoute {
  const annotations = service.metadata.annotations ?? {};
  const weight = Number(
    annotations[SERVING_ANNOTATION.share] ?? annotations[SERVING_ANNOTATION.weight] ?? "1",
  );
  const found = pods.get(`${service.metadata.namespace ?? ""}/${service.metadata.name}`);
  return {
    name: annotations[SERVING_ANNOTATION.variant] ?? service.metadata.name,
    weight: Number.isFinite(weight) && weight > 0 ? weight : 0,
    pods: dialable(found),
    instances: found?.instances ?? NONE,
    ...defined({
      capture: dataCaptureIn(annotations[DATA_CAPTURE_ANNOTATION]),
      feedbackMs: feedbackWindowMs(annotations[FEEDBACK_WINDOW_ANNOTATION]),
      several: severalOf(annotations, found),
    }),
    ...(annotations[SERVING_ANNOTATION.multiModel] === "true" ? { multiModel: true } : {}),
    ...(isNeverReplayed(annotations) ? { neverReplayed: true } : {}),
  };
}

function severalOf(
  annotations: Readonly<Record<string, string>>,
  found: Dialable | undefined,
): SeveralContainers | undefined {
  const names = annotations[SERVING_ANNOTATION.containers]?.split(",");
  if (names === undefined) return undefined;
  const execution = annotations[SERVING_ANNOTATION.execution] === "Direct" ? "Direct" : "Serial";
  return { execution, names, addresses: found?.addresses ?? new Map() };
}

const NONE: ReadonlyMap<string, string> = new Map();

interface Dialable {
  readonly ready: Set<string>;
  /** Pods that are going but still answer: better than nobody. */
  readonly leaving: Set<string>;
  /** All of them, by the names of their instances. */
  readonly instances: Map<string, string>;
  readonly addresses: Map<string, readonly string[]>;
}

function dialable(pods: Dialable | undefined): readonly string[] {
  if (pods === undefined) return [];
  return [...(pods.ready.size > 0 ? pods.ready : pods.leaving)].sort();
}

/** `host:port` of every pod to dial of the Service that these slices are of; sorted, without duplicates. */
export function podsOfService(slices: Iterable<EndpointSlice>, service: Key): readonly string[] {
  return dialable(podsByService(slices).get(service));
}

function podsByService(slices: Iterable<EndpointSlice>): ReadonlyMap<string, Dialable> {
  const byService = new Map<string, Dialable>();
  for (const slice of slices) {
    const service = slice.metadata.labels?.[SERVICE_NAME_LABEL];
    const ports = portsOf(slice);
    if (service === undefined || ports.length === 0) continue;
    const key = `${slice.metadata.namespace ?? ""}/${service}`;
    const pods = byService.get(key) ?? {
      ready: new Set(),
      leaving: new Set(),
      instances: new Map(),
      addresses: new Map(),
    };
    for (const endpoint of slice.endpoints ?? []) addPod(pods, endpoint, ports);
    byService.set(key, pods);
  }
  return byService;
}

/** Absent conditions mean yes for `ready` and `serving` (discovery/v1 EndpointConditions). */
function addPod(
  pods: Dialable,
  endpoint: NonNullable<EndpointSlice["endpoints"]>[number],
  ports: readonly number[],
): void {
  const address = endpoint.addresses[0];
  if (address === undefined) return;
  const all = ports.map((port) => (address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`));
  const [host = ""] = all;
  if (all.length > 1) pods.addresses.set(host, all);
  const { ready, serving } = endpoint.conditions ?? {};
  const answers = (ready ?? true) || (serving ?? false);
  if (!answers) return;
  ((ready ?? true) ? pods.ready : pods.leaving).add(host);
  // An address may be another pod's one day, a uid never.
  pods.instances.set(instanceName(endpoint.targetRef?.uid ?? host), host);
}

/** Of the containers in their order, as far as there are some; of a Service of somebody else's the first port that there is. */
function portsOf(slice: EndpointSlice): readonly number[] {
  const ports = slice.ports ?? [];
  const named = new Map(ports.map(({ name, port }) => [name, port]));
  const found: number[] = [];
  for (let port = named.get(containerPortName(0)); port !== undefined; )
    port = named.get(containerPortName(found.push(port)));
  return found.length > 0 ? found : ports.slice(0, 1).flatMap(({ port }) => port ?? []);
}
