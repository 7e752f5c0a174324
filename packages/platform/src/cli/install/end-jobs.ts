import { isNotFound } from "@slipway/model";
import { KEPT_LOGS } from "@slipway/model/kubernetes/kept-logs.ts";
import type { KubernetesClient } from "@slipway/sdk";
import { installedKind } from "#installation/kinds.ts";
import { JOBS_LABEL, KEYS_NAMESPACE } from "#installation/names.ts";
import { allRights } from "#installation/rights.ts";
import type { Session } from "../session/session.ts";

/** The Secret that the operator keeps in a namespace of jobs. */
const BUCKET_ACCESS = "slipway-artifacts";

/**
 * Takes from a namespace what jobs need: the mark, rights, keys. Objects stay and can be deleted; what runs goes on unattended
 * and goes with its object.
 */
export async function endJobs(
  session: Session,
  kubernetes: KubernetesClient,
  namespace: string,
): Promise<void> {
  await unmark(kubernetes, namespace);
  const removals: readonly (readonly [string, string, string])[] = [
    ...allRights([])
      .filter(({ where, subject }) => where === "job namespaces" && subject !== undefined)
      .map(({ role }) => ["RoleBinding", namespace, role] as const),
    ["ServiceAccount", namespace, KEPT_LOGS.account],
    ["Secret", namespace, BUCKET_ACCESS],
    ["Secret", KEYS_NAMESPACE, `access-key-${namespace}`],
  ];
  for (const [kind, at, name] of removals) {
    if (!(await removed(kubernetes, { kind, namespace: at, name }))) continue;
    await session.out(`${kind.toLowerCase()}/${name} deleted\n`);
  }
  session.say(`Namespace ${namespace} has no jobs any more.`);
}

/** The namespace is its owner's; only our mark goes. */
export async function unmark(kubernetes: KubernetesClient, namespace: string): Promise<void> {
  const [label = ""] = Object.keys(JOBS_LABEL);
  const change = { metadata: { labels: { [label]: null } } };
  try {
    await kubernetes.patch(installedKind("Namespace"), { name: namespace }, change);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** Whether it was there. */
export async function removed(
  kubernetes: KubernetesClient,
  { kind, ...at }: { readonly kind: string; readonly namespace?: string | undefined; readonly name: string },
): Promise<boolean> {
  try {
    await kubernetes.remove(installedKind(kind), at);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
