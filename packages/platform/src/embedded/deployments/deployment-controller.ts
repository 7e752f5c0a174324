import { controlledBy, isAlreadyExists, isNotFound } from "@slipway/model";
import { type Deployment, deploymentKind, type Pod, podKind } from "@slipway/model/kubernetes/workloads.ts";
import { contentDigest } from "#lib/content-digest.ts";
import { type Controller, controller, ownedBy } from "#reconcile/controller.ts";
import type { Outcome, Turn } from "#reconcile/reconciler.ts";
import { planRollout, type RolloutPlan, TEMPLATE_HASH } from "./rollout.ts";

type Status = NonNullable<Deployment["status"]>;

/** Deployments as pods, without ReplicaSets between them: all of apps/v1 that the embedded home's endpoints need. */
export function deploymentController(): Controller {
  return controller<Deployment>({
    name: "embedded/deployments",
    reconciler: { kind: deploymentKind, reconcile },
    watches: [ownedBy(deploymentKind, podKind)],
  });
}

async function reconcile(deployment: Deployment, turn: Turn): Promise<Outcome<Deployment>> {
  const pods = await podsOf(deployment, turn);
  const hash = contentDigest(deployment.spec.template);
  const plan = planRollout(deployment, pods, hash);
  const taken = new Set(pods.map((pod) => pod.metadata.name));
  for (const name of freeNames(`${deployment.metadata.name}-${hash}`, taken, plan.create))
    await unless(isAlreadyExists, () => turn.store.create(podKind, podOf(deployment, { name, hash })));
  for (const { metadata } of plan.remove)
    await unless(isNotFound, () =>
      turn.store.remove(podKind, `${metadata.namespace ?? ""}/${metadata.name}`, { uid: metadata.uid ?? "" }),
    );
  return { status: statusOf(deployment, plan) };
}

async function podsOf(deployment: Deployment, turn: Turn): Promise<readonly Pod[]> {
  const { items } = await turn.store.list(podKind, {
    namespace: deployment.metadata.namespace ?? "",
    labels: { ...deployment.spec.selector.matchLabels },
  });
  return items.filter(
    (pod) => pod.metadata.ownerReferences?.some(({ uid }) => uid === deployment.metadata.uid) === true,
  );
}

/** The first free ordinals: a crash between creating and seeing the pod ends in AlreadyExists, not in one pod more. */
function freeNames(prefix: string, taken: ReadonlySet<string>, count: number): readonly string[] {
  const names: string[] = [];
  for (let ordinal = 0; names.length < count; ordinal++) {
    const name = `${prefix}-${ordinal}`;
    if (!taken.has(name)) names.push(name);
  }
  return names;
}

function podOf(deployment: Deployment, parts: { readonly name: string; readonly hash: string }): Pod {
  const { template } = deployment.spec;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: parts.name,
      namespace: deployment.metadata.namespace ?? "",
      labels: { ...template.metadata?.labels, [TEMPLATE_HASH]: parts.hash },
      annotations: { ...template.metadata?.annotations },
      ownerReferences: [controlledBy(deployment)],
    },
    spec: template.spec ?? { containers: [] },
  };
}

function statusOf(deployment: Deployment, plan: RolloutPlan): Status {
  const desired = deployment.spec.replicas ?? 1;
  const { counts } = plan;
  const available = counts.availableReplicas >= desired;
  const complete =
    available && counts.updatedReplicas >= desired && counts.replicas === counts.updatedReplicas;
  return {
    observedGeneration: deployment.metadata.generation ?? 0,
    ...counts,
    conditions: [
      {
        type: "Available",
        status: available ? "True" : "False",
        reason: available ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
        message: available
          ? "Deployment has minimum availability."
          : "Deployment does not have minimum availability.",
      },
      {
        type: "Progressing",
        status: "True",
        reason: complete ? "NewReplicaSetAvailable" : "ReplicaSetUpdated",
        message: complete
          ? "The newest template runs everywhere."
          : "The newest template is being rolled out.",
      },
    ],
  };
}

async function unless(forgiven: (error: unknown) => boolean, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!forgiven(error)) throw error;
  }
}
