import type { Installed } from "./kinds.ts";
import {
  AWS_DOOR,
  KEYS_NAMESPACE,
  keyUser,
  MANAGED_BY,
  OPERATOR,
  ROUTER,
  SYSTEM_NAMESPACE,
} from "./names.ts";

/** One right and why it is needed; the reasons make docs/rights.md. */
export interface Right {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly why: string;
}

/** The rights of one part, in the whole cluster or in some namespaces alone. */
export interface RightsOf {
  readonly role: string;
  readonly where: "cluster" | "job namespaces" | typeof KEYS_NAMESPACE;
  readonly who: string;
  readonly rights: readonly Right[];
}

const SAGEMAKER = ["sagemaker.services.k8s.aws"];
const OWN = ["trainingjobs", "models", "endpointconfigs", "endpoints"];
const status = (resources: readonly string[]) => resources.map((one) => `${one}/status`);
const finalizers = (resources: readonly string[]) => resources.map((one) => `${one}/finalizers`);

/** Every right of every part; `namespaces` are those with an access key. */
export function allRights(namespaces: readonly string[]): readonly RightsOf[] {
  return [
    operatorEverywhere(),
    operatorInJobNamespaces(),
    awsDoor(namespaces),
    awsDoorKeys(),
    router(),
    user(),
  ];
}

function operatorEverywhere(): RightsOf {
  return {
    role: OPERATOR,
    where: "cluster",
    who: "the operator",
    rights: [
      {
        apiGroups: SAGEMAKER,
        resources: OWN,
        verbs: ["get", "list", "watch", "update"],
        why: "follows the objects it works for, in every namespace, and puts its finalizers on them",
      },
      {
        apiGroups: SAGEMAKER,
        resources: status(OWN),
        verbs: ["update"],
        why: "says how the objects do",
      },
      {
        apiGroups: SAGEMAKER,
        resources: finalizers(OWN),
        verbs: ["update"],
        why: "clusters that enforce owner references ask for it before a pod may block its owner's deletion",
      },
      {
        apiGroups: ["slipway.dev"],
        resources: ["nodepools"],
        verbs: ["get", "list", "watch"],
        why: "reads which machines an instance type means",
      },
      {
        apiGroups: ["slipway.dev"],
        resources: ["nodepools/status"],
        verbs: ["update"],
        why: "says whether a node pool can be used",
      },
      {
        apiGroups: [""],
        resources: ["namespaces"],
        verbs: ["get", "list", "watch"],
        why: "finds the namespaces with the label slipway.dev/jobs=enabled, and AWS settings that stand on a namespace",
      },
      {
        apiGroups: [""],
        resources: ["pods"],
        verbs: ["get", "list", "watch"],
        why: "follows its pods by one watch for all namespaces; it writes pods in job namespaces alone",
      },
      {
        apiGroups: [""],
        resources: ["pods/log"],
        verbs: ["get"],
        why: "carries the logs of its pods to the ledger, so that they outlive the pods",
      },
      {
        apiGroups: ["apps"],
        resources: ["deployments"],
        verbs: ["get", "list", "watch"],
        why: "follows the Deployments of endpoints by one watch for all namespaces",
      },
      {
        apiGroups: [""],
        resources: ["events"],
        verbs: ["get", "create", "update"],
        why: "tells what happened to an object where kubectl describe shows it",
      },
    ],
  };
}

function operatorInJobNamespaces(): RightsOf {
  return {
    role: `${OPERATOR}-jobs`,
    where: "job namespaces",
    who: "the operator",
    rights: [
      {
        apiGroups: [""],
        resources: ["pods"],
        verbs: ["create", "update", "delete"],
        why: "starts runs, stops them by a deadline, and removes them with their object",
      },
      {
        apiGroups: [""],
        resources: ["secrets"],
        verbs: ["get", "list", "create", "update", "delete"],
        why: "tells pods in a Secret what to fetch and store, since hyperparameters may hold credentials, and keeps the Secret slipway-artifacts by which they reach the buckets",
      },
      {
        apiGroups: ["apps"],
        resources: ["deployments"],
        verbs: ["create", "patch", "delete"],
        why: "serves the variants of endpoints",
      },
      {
        apiGroups: [""],
        resources: ["services"],
        verbs: ["get", "list", "create", "patch", "delete"],
        why: "makes the pods of a variant known to the router",
      },
    ],
  };
}

function awsDoor(namespaces: readonly string[]): RightsOf {
  return {
    role: AWS_DOOR,
    where: "cluster",
    who: "the AWS door",
    rights: [
      {
        apiGroups: SAGEMAKER,
        resources: OWN,
        verbs: ["get", "list", "watch"],
        why: "finds objects by their AWS names",
      },
      {
        apiGroups: [""],
        resources: ["users"],
        verbs: ["impersonate"],
        resourceNames: namespaces.map(keyUser),
        why: "acts with the rights of the access key's user, and never with its own; only of users that were installed",
      },
    ],
  };
}

function awsDoorKeys(): RightsOf {
  return {
    role: AWS_DOOR,
    where: KEYS_NAMESPACE,
    who: "the AWS door",
    rights: [
      {
        apiGroups: [""],
        resources: ["secrets"],
        verbs: ["get", "list", "watch"],
        why: "reads access keys; no other Secret is in this namespace",
      },
    ],
  };
}

function router(): RightsOf {
  return {
    role: ROUTER,
    where: "cluster",
    who: "the router",
    rights: [
      {
        apiGroups: [""],
        resources: ["services"],
        verbs: ["list", "watch"],
        why: "reads which variant of which endpoint a Service is, and its weight",
      },
      {
        apiGroups: ["discovery.k8s.io"],
        resources: ["endpointslices"],
        verbs: ["list", "watch"],
        why: "knows which pods answer, so that it can dial them",
      },
    ],
  };
}

function user(): RightsOf {
  return {
    role: "slipway-user",
    where: "job namespaces",
    who: "users of access keys, and everyone with the cluster role edit",
    rights: [
      {
        apiGroups: SAGEMAKER,
        resources: OWN,
        verbs: ["get", "list", "watch", "create", "update", "patch", "delete"],
        why: "works with jobs, models and endpoints of the namespace",
      },
    ],
  };
}

/** The rights as RBAC objects. */
export function rbacObjects(namespaces: readonly string[]): readonly Installed[] {
  return allRights(namespaces).flatMap((of) => [roleOf(of), ...bindingsOf(of, namespaces)]);
}

const RBAC = "rbac.authorization.k8s.io";

function roleOf({ role, where, rights }: RightsOf): Installed {
  const namespaced = where === KEYS_NAMESPACE;
  return {
    apiVersion: `${RBAC}/v1`,
    kind: namespaced ? "Role" : "ClusterRole",
    metadata: {
      name: role,
      ...(namespaced ? { namespace: KEYS_NAMESPACE } : {}),
      labels: {
        ...MANAGED_BY,
        ...(role === "slipway-user"
          ? { [`${RBAC}/aggregate-to-edit`]: "true", [`${RBAC}/aggregate-to-admin`]: "true" }
          : {}),
      },
    },
    rules: rights.map(({ why: _, ...rule }) => rule),
  };
}

function bindingsOf({ role, where }: RightsOf, namespaces: readonly string[]): readonly Installed[] {
  if (where === "cluster") return [binding({ role, kind: "ClusterRole", subject: account(role) })];
  if (where === KEYS_NAMESPACE)
    return [binding({ role, kind: "Role", namespace: KEYS_NAMESPACE, subject: account(role) })];
  return namespaces.map((namespace) =>
    binding({
      role,
      kind: "ClusterRole",
      namespace,
      subject:
        role === "slipway-user"
          ? { kind: "User", apiGroup: RBAC, name: keyUser(namespace) }
          : account(OPERATOR),
    }),
  );
}

const account = (name: string) => ({ kind: "ServiceAccount", name, namespace: SYSTEM_NAMESPACE });

function binding(parts: {
  readonly role: string;
  readonly kind: "Role" | "ClusterRole";
  readonly namespace?: string;
  readonly subject: object;
}): Installed {
  const { role, kind, namespace, subject } = parts;
  return {
    apiVersion: `${RBAC}/v1`,
    kind: namespace === undefined ? "ClusterRoleBinding" : "RoleBinding",
    metadata: { name: role, ...(namespace === undefined ? {} : { namespace }), labels: MANAGED_BY },
    roleRef: { apiGroup: RBAC, kind, name: role },
    subjects: [subject],
  };
}
