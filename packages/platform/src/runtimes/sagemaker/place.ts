import { defined, type Resource, SlipwayError } from "@slipway/model";
import { namespaceKind } from "@slipway/model/kubernetes/workloads.ts";
import type { Store } from "#store/store.ts";

/** Where in AWS an object is, and as whom it is looked after; what is absent the SDK's own chain decides. */
export interface Place {
  readonly region?: string;
  readonly endpoint?: string;
  readonly profile?: string;
}

/** ACK's annotations, and ours for what ACK has none. */
const REGION = "services.k8s.aws/region";
const DEFAULT_REGION = "services.k8s.aws/default-region";
const ENDPOINT_URL = "services.k8s.aws/endpoint-url";
const PROFILE = "slipway.dev/aws-profile";
const DELETION_POLICY = "services.k8s.aws/deletion-policy";
const NAMESPACE_DELETION_POLICY = "sagemaker.services.k8s.aws/deletion-policy";

/** Region by the object, else by its namespace; endpoint and profile by the namespace alone, which few may change. */
export async function placeOf(store: Store, owner: Resource): Promise<Place> {
  const namespace = await annotationsOfNamespace(store, owner);
  const region = owner.metadata.annotations?.[REGION] ?? namespace[DEFAULT_REGION];
  const endpoint = namespace[ENDPOINT_URL];
  const profile = namespace[PROFILE];
  if (endpoint !== undefined) requireSafe(endpoint);
  return {
    ...defined({ region, endpoint, profile }),
  };
}

/** Whether deleting the object leaves what it stands for in AWS; the object's own word goes before its namespace's. */
export async function isRetained(store: Store, owner: Resource): Promise<boolean> {
  const own = owner.metadata.annotations?.[DELETION_POLICY];
  if (own !== undefined) return own === "retain";
  const namespace = await annotationsOfNamespace(store, owner);
  return (namespace[NAMESPACE_DELETION_POLICY] ?? namespace[DELETION_POLICY]) === "retain";
}

async function annotationsOfNamespace(
  store: Store,
  { metadata }: Resource,
): Promise<Readonly<Record<string, string>>> {
  const namespace = await store.get(namespaceKind, `/${metadata.namespace ?? ""}`);
  return namespace?.metadata.annotations ?? {};
}

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** Requests carry what they ask for and, with temporary credentials, a token: neither goes over a network in clear. */
function requireSafe(endpoint: string): void {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK.has(url.hostname))) return;
  throw new SlipwayError(
    "SLIP-SAGEMAKER-004",
    `the namespace's annotation ${ENDPOINT_URL} is ${JSON.stringify(endpoint)}; expected an https:// address, or http:// on this machine`,
  );
}
