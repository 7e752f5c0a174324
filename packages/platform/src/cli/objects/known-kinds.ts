import type { Kind } from "@slipway/model";
import type { ServedKind } from "@slipway/sdk";

const SAGEMAKER = { group: "sagemaker.services.k8s.aws", version: "v1alpha1" };
const SLIPWAY = { group: "slipway.dev", version: "v1alpha1" };
const CORE = { group: "", version: "v1" };

/**
 * Kinds that every home serves, with the words people use for them; asking the server for its kinds costs two
 * requests. `endpoint` is a model that answers, never core/v1's Endpoints.
 */
export const KNOWN_KINDS: readonly ServedKind[] = [
  kind(SAGEMAKER, "TrainingJob", "trainingjobs", ["tj", "train", "job", "jobs"]),
  kind(SAGEMAKER, "Model", "models", []),
  kind(SAGEMAKER, "EndpointConfig", "endpointconfigs", ["epc"]),
  kind(SAGEMAKER, "Endpoint", "endpoints", ["ep"]),
  { ...kind(SLIPWAY, "NodePool", "nodepools", []), namespaced: false },
  kind(CORE, "Pod", "pods", ["po"]),
  kind(CORE, "Event", "events", ["ev"]),
  kind(CORE, "Service", "services", ["svc"]),
  kind(CORE, "Secret", "secrets", []),
  { ...kind(CORE, "Namespace", "namespaces", ["ns"]), namespaced: false },
  kind({ group: "apps", version: "v1" }, "Deployment", "deployments", ["deploy"]),
];

function kind(
  { group, version }: Pick<Kind, "group" | "version">,
  name: string,
  plural: string,
  shortNames: readonly string[],
): ServedKind {
  const singular = name.toLowerCase();
  return { group, version, kind: name, plural, namespaced: true, singular, shortNames, categories: [] };
}
