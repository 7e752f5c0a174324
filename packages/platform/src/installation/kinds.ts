import type { Kind, Resource } from "@slipway/model";

/** An object of a built-in kind that Slipway only installs: applied as it stands, never read back by field. */
export type Installed = Resource & Readonly<Record<string, unknown>>;

const kind = (group: string, name: string, plural: string, namespaced: boolean): Kind<Installed> => ({
  group,
  version: "v1",
  kind: name,
  plural,
  namespaced,
});

/** What an installation consists of, in the order in which it is applied. */
export const INSTALLED_KINDS: readonly Kind<Installed>[] = [
  kind("", "Namespace", "namespaces", false),
  kind("apiextensions.k8s.io", "CustomResourceDefinition", "customresourcedefinitions", false),
  kind("", "ServiceAccount", "serviceaccounts", true),
  kind("rbac.authorization.k8s.io", "ClusterRole", "clusterroles", false),
  kind("rbac.authorization.k8s.io", "ClusterRoleBinding", "clusterrolebindings", false),
  kind("rbac.authorization.k8s.io", "Role", "roles", true),
  kind("rbac.authorization.k8s.io", "RoleBinding", "rolebindings", true),
  kind("", "ConfigMap", "configmaps", true),
  kind("", "Secret", "secrets", true),
  kind("", "Service", "services", true),
  kind("policy", "PodDisruptionBudget", "poddisruptionbudgets", true),
  kind("apps", "Deployment", "deployments", true),
];

export function installedKind(name: string): Kind<Installed> {
  const found = INSTALLED_KINDS.find((one) => one.kind === name);
  if (found === undefined) throw new Error(`${name} is a kind that is installed`);
  return found;
}
