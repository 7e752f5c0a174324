import { KINDS } from "@slipway/model/kinds/all.ts";
import type { KindFacts } from "@slipway/model/kinds/facts.ts";
import { KEPT_LOGS } from "@slipway/model/kubernetes/kept-logs.ts";
import { AWS_DOOR, KEYS_NAMESPACE, keyUser, LOG_DOOR, OPERATOR, ROUTER, SYSTEM_NAMESPACE } from "./names.ts";

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
  readonly where: "cluster" | "job namespaces" | typeof KEYS_NAMESPACE | typeof SYSTEM_NAMESPACE;
  readonly who: string;
  /** Whom a binding gives them to, in the namespace of the binding; absent where no binding does. */
  readonly subject?: (namespace: string) => object;
  /** Roles of the cluster's own that these rights become part of. */
  readonly aggregateTo?: readonly ("view" | "edit" | "admin")[];
  readonly rights: readonly Right[];
}

/** The API group of rights. */
export const RBAC = "rbac.authorization.k8s.io";
const account = (name: string) => () => ({ kind: "ServiceAccount", name, namespace: SYSTEM_NAMESPACE });
/** Kinds whose objects are in namespaces: what users work with. Those of the whole cluster say how a home is set up. */
const OURS = KINDS.filter(({ kind }) => kind.namespaced);
const SETTINGS = KINDS.filter(({ kind }) => !kind.namespaced);

/** One right for each group of the kinds, over their resources or a part of them, such as `status`. */
function ofKinds(
  kinds: readonly KindFacts[],
  { verbs, why, part = "" }: Pick<Right, "verbs" | "why"> & { readonly part?: string },
): readonly Right[] {
  const groups = [...new Set(kinds.map(({ kind }) => kind.group))];
  return groups.map((group) => ({
    apiGroups: [group],
    resources: kinds.filter(({ kind }) => kind.group === group).map(({ kind }) => `${kind.plural}${part}`),
    verbs,
    why,
  }));
}

/** Every right of every part; `namespaces` are those with an access key. */
export function allRights(namespaces: readonly string[]): readonly RightsOf[] {
  return [
    operatorEverywhere(),
    operatorInJobNamespaces(),
    awsDoor(namespaces),
    awsDoorKeys(),
    awsDoorRouters(),
    router(),
    logDoor(),
    logDoorAddress(),
    logReader(),
    user(),
    viewer(),
  ];
}

function operatorEverywhere(): RightsOf {
  return {
    role: OPERATOR,
    where: "cluster",
    who: "the operator",
    subject: account(OPERATOR),
    rights: [
      ...ofKinds(OURS, {
        verbs: ["get", "list", "watch", "update"],
        why: "follows the objects of its kinds in every namespace, and puts its finalizers on those in job namespaces",
      }),
      ...ofKinds(OURS, { part: "/status", verbs: ["update"], why: "says how the objects do" }),
      ...ofKinds(OURS, {
        part: "/finalizers",
        verbs: ["update"],
        why: "clusters that enforce owner references ask for it before a pod may block its owner's deletion",
      }),
      ...SETTINGS.flatMap((facts) => [
        ...ofKinds([facts], { verbs: ["get", "list", "watch"], why: `reads ${facts.about}` }),
        ...ofKinds([facts], { part: "/status", verbs: ["update"], why: "says whether it can be used" }),
      ]),
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
        resources: ["nodes"],
        verbs: ["list", "watch"],
        why: "counts the nodes that take pods: how many jobs may start at once goes by them",
      },
      {
        apiGroups: [""],
        resources: ["pods/log"],
        verbs: ["get"],
        why: "carries the logs of its pods to the ledger, so that they outlive the pods",
      },
      {
        apiGroups: ["metrics.k8s.io"],
        resources: ["pods"],
        verbs: ["list"],
        why: "asks once a minute what the pods of endpoints take of processors and memory, where the cluster measures that",
      },
      {
        apiGroups: ["apps"],
        resources: ["deployments"],
        verbs: ["get", "list", "watch"],
        why: "follows the Deployments of endpoints by one watch for all namespaces",
      },
      {
        apiGroups: [""],
        resources: ["services"],
        verbs: ["list", "watch"],
        why: "follows the Services of endpoints, whose annotations say what they serve",
      },
      {
        apiGroups: ["discovery.k8s.io"],
        resources: ["endpointslices"],
        verbs: ["list", "watch"],
        why: "knows which pods answer, so that it can send them the requests that wait (InvokeEndpointAsync)",
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
    subject: account(OPERATOR),
    rights: [
      ...ofKinds(OURS, {
        verbs: ["create", "patch", "delete"],
        why: "makes, changes and deletes the objects that steps of pipelines name, in the namespace of their run, and the runs of schedules",
      }),
      {
        apiGroups: [""],
        resources: ["pods"],
        verbs: ["create", "update", "delete"],
        why: "starts runs in their turn, stops them, and removes them with their object",
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
      {
        apiGroups: ["policy"],
        resources: ["poddisruptionbudgets"],
        verbs: ["create", "patch", "delete"],
        why: "has a drain take the pods of a variant one after the other",
      },
    ],
  };
}

function awsDoor(namespaces: readonly string[]): RightsOf {
  return {
    role: AWS_DOOR,
    where: "cluster",
    who: "the AWS door",
    subject: account(AWS_DOOR),
    rights: [
      ...ofKinds(OURS, {
        verbs: ["get", "list", "watch"],
        why: "finds objects by their AWS names",
      }),
      ...ofKinds(SETTINGS, {
        verbs: ["get", "list", "watch"],
        why: "knows what is to carry an object, and refuses at the call what that cannot do",
      }),
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
    subject: account(AWS_DOOR),
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

function awsDoorRouters(): RightsOf {
  return {
    role: AWS_DOOR,
    where: SYSTEM_NAMESPACE,
    who: "the AWS door",
    subject: account(AWS_DOOR),
    rights: [
      {
        apiGroups: ["discovery.k8s.io"],
        resources: ["endpointslices"],
        verbs: ["list", "watch"],
        why: "knows which routers answer, so that it can ask another one in the place of one that does not",
      },
    ],
  };
}

function router(): RightsOf {
  return {
    role: ROUTER,
    where: "cluster",
    who: "the router",
    subject: account(ROUTER),
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

function logDoor(): RightsOf {
  return {
    role: LOG_DOOR,
    where: "cluster",
    who: "the door to kept logs",
    subject: account(LOG_DOOR),
    rights: [
      {
        apiGroups: ["authentication.k8s.io"],
        resources: ["tokenreviews"],
        verbs: ["create"],
        why: "asks the API server who calls",
      },
      {
        apiGroups: ["authorization.k8s.io"],
        resources: ["subjectaccessreviews"],
        verbs: ["create"],
        why: "asks the API server whether the caller may read the pod's log",
      },
      {
        apiGroups: [""],
        resources: ["pods"],
        verbs: ["get"],
        why: "sees whether a pod is gone, so that a follower of its log comes to an end",
      },
    ],
  };
}

function logDoorAddress(): RightsOf {
  return {
    role: LOG_DOOR,
    where: SYSTEM_NAMESPACE,
    who: "everyone whom the API server knows",
    subject: () => ({ kind: "Group", apiGroup: RBAC, name: "system:authenticated" }),
    rights: [
      {
        apiGroups: [""],
        resources: ["services/proxy"],
        verbs: ["get"],
        resourceNames: [KEPT_LOGS.proxied],
        why: "reaches the door to kept logs and records, which asks of every request who calls and what they may read",
      },
    ],
  };
}

function logReader(): RightsOf {
  return {
    role: "slipway-log-reader",
    where: "job namespaces",
    who: `the account ${KEPT_LOGS.account} of the namespace, which runs nothing`,
    subject: (namespace) => ({ kind: "ServiceAccount", name: KEPT_LOGS.account, namespace }),
    rights: [
      {
        apiGroups: [""],
        resources: ["pods/log"],
        verbs: ["get"],
        why: "its tokens, which are good for the door to kept logs, read the logs of the namespace and what is kept of its objects",
      },
    ],
  };
}

function user(): RightsOf {
  return {
    role: "slipway-user",
    where: "job namespaces",
    who: "users of access keys, and everyone with the cluster role edit",
    subject: (namespace) => ({ kind: "User", apiGroup: RBAC, name: keyUser(namespace) }),
    aggregateTo: ["edit", "admin"],
    rights: [
      ...ofKinds(OURS, {
        verbs: ["get", "list", "watch", "create", "update", "patch", "delete"],
        why: "works with jobs, models and endpoints of the namespace",
      }),
      {
        apiGroups: [""],
        resources: ["configmaps"],
        verbs: ["get", "list", "create", "update", "delete"],
        why: "keeps roles and policies that are made through the AWS door, which touches no other ConfigMap",
      },
    ],
  };
}

function viewer(): RightsOf {
  return {
    role: "slipway-viewer",
    where: "job namespaces",
    who: "everyone with the cluster role view",
    aggregateTo: ["view", "edit", "admin"],
    rights: [
      ...ofKinds(OURS, {
        verbs: ["get", "list", "watch"],
        why: "sees jobs, models and endpoints of the namespace",
      }),
      {
        apiGroups: [""],
        resources: ["serviceaccounts/token"],
        verbs: ["create"],
        resourceNames: [KEPT_LOGS.account],
        why: "reads the logs of pods that are gone, as it reads those of pods that are there, and the tries and metrics of jobs",
      },
    ],
  };
}
