import { defined } from "@slipway/model";
import type { Installed } from "./kinds.ts";
import { MANAGED_BY } from "./names.ts";
import { allRights, RBAC, type RightsOf } from "./rights.ts";

/** The rights as RBAC objects. */
export function rbacObjects(namespaces: readonly string[]): readonly Installed[] {
  return allRights(namespaces).flatMap((of) => [roleOf(of), ...bindingsOf(of, namespaces)]);
}

/** The namespace of its own that a role is in; undefined for a role of the cluster. */
const homeOf = ({ where }: RightsOf): string | undefined =>
  where === "cluster" || where === "job namespaces" ? undefined : where;

function roleOf(of: RightsOf): Installed {
  const namespace = homeOf(of);
  const aggregated = (of.aggregateTo ?? []).map((role) => [`${RBAC}/aggregate-to-${role}`, "true"]);
  return {
    apiVersion: `${RBAC}/v1`,
    kind: namespace === undefined ? "ClusterRole" : "Role",
    metadata: {
      name: of.role,
      ...defined({ namespace }),
      labels: { ...MANAGED_BY, ...Object.fromEntries(aggregated) },
    },
    rules: of.rights.map(({ why: _, ...rule }) => rule),
  };
}

function bindingsOf(of: RightsOf, namespaces: readonly string[]): readonly Installed[] {
  if (of.subject === undefined) return [];
  const home = homeOf(of);
  const where = of.where === "cluster" ? [undefined] : home === undefined ? namespaces : [home];
  return where.map((namespace) => binding(of, namespace));
}

function binding(of: RightsOf, namespace: string | undefined): Installed {
  return {
    apiVersion: `${RBAC}/v1`,
    kind: namespace === undefined ? "ClusterRoleBinding" : "RoleBinding",
    metadata: { name: of.role, ...defined({ namespace }), labels: MANAGED_BY },
    roleRef: { apiGroup: RBAC, kind: homeOf(of) === undefined ? "ClusterRole" : "Role", name: of.role },
    subjects: [of.subject?.(namespace ?? "")],
  };
}
