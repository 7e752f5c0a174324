import type { Kind, Resource } from "@slipway/model";
import { KEPT_LOGS } from "@slipway/model/kubernetes/kept-logs.ts";
import { podKind } from "@slipway/model/kubernetes/workloads.ts";
import { INSTALLED_KINDS, installedKind } from "#installation/kinds.ts";
import { JOBS_LABEL, KEYS_NAMESPACE, MANAGED_BY, SYSTEM_NAMESPACE } from "#installation/names.ts";
import { endJobs, unmark } from "../install/end-jobs.ts";
import { unlessGone } from "./own-objects.ts";
import { notGone, type Uninstalling, untilNone } from "./uninstalling.ts";

/** What holds data, or is needed to come back to it. */
const KEPT = new Set(["Namespace", "CustomResourceDefinition", "Secret"]);
/** Of ours outside of our namespaces. */
const ABROAD: Readonly<Record<string, (name: string) => boolean>> = {
  RoleBinding: () => true,
  ServiceAccount: (name) => name === KEPT_LOGS.account,
};
const selectorOf = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([label, value]) => `${label}=${value}`)
    .join(",");

/** Removes what an installation is made of, in the order opposite to how it came; data and settings only where `all` says so. */
export async function removeInstalled(uninstalling: Uninstalling, all: boolean): Promise<void> {
  await endAllJobs(uninstalling, all);
  for (const kind of [...INSTALLED_KINDS].reverse()) {
    if (!KEPT.has(kind.kind) || all) await removeKind(uninstalling, kind);
    if (kind.kind === "Deployment" && all) await untilPodsEnded(uninstalling);
  }
}

/** A namespace that goes with pods in it is looked at again after half of their grace, which is minutes for what drains. */
async function untilPodsEnded(uninstalling: Uninstalling): Promise<void> {
  const { kubernetes } = uninstalling;
  const inNamespace = { namespace: SYSTEM_NAMESPACE };
  await untilNone(uninstalling, async () => (await kubernetes.list(podKind, inNamespace)).items);
}

async function endAllJobs({ session, kubernetes }: Uninstalling, all: boolean): Promise<void> {
  const labelSelector = selectorOf(JOBS_LABEL);
  const { items } = await kubernetes.list(installedKind("Namespace"), { labelSelector });
  for (const { metadata } of items) {
    session.signal.throwIfAborted();
    if (all) await endJobs(session, kubernetes, metadata.name);
    else await unmark(kubernetes, metadata.name);
  }
}

async function removeKind(uninstalling: Uninstalling, kind: Kind): Promise<void> {
  const { session, kubernetes } = uninstalling;
  const ours = async () =>
    (await kubernetes.list(kind, { labelSelector: selectorOf(MANAGED_BY) })).items.filter((object) =>
      isOurs(kind, object),
    );
  for (const { metadata } of await ours()) {
    session.signal.throwIfAborted();
    await unlessGone(() => kubernetes.remove(kind, { name: metadata.name, namespace: metadata.namespace }));
    await session.out(`${kind.kind.toLowerCase()}/${metadata.name} deleted\n`);
  }
  // What is still going would refuse an installation that follows.
  if (kind.namespaced) return;
  const left = await untilNone(uninstalling, ours);
  if (left.length > 0) throw notGone(left.map((object) => `${kind.kind.toLowerCase()}/${wordsOf(object)}`));
}

function isOurs(kind: Kind, { metadata }: Resource): boolean {
  if (!kind.namespaced || [SYSTEM_NAMESPACE, KEYS_NAMESPACE].includes(metadata.namespace ?? "")) return true;
  return ABROAD[kind.kind]?.(metadata.name) === true;
}

/** What a namespace or a definition says of why it does not go. */
function wordsOf({ metadata, status }: Resource): string {
  const { conditions } = (status ?? {}) as {
    readonly conditions?:
      | readonly { readonly type: string; readonly status: string; readonly message?: string }[]
      | null;
  };
  const words = (conditions ?? [])
    .filter(({ type, status: is }) => is === "True" && !["Established", "NamesAccepted"].includes(type))
    .flatMap(({ message }) => (message === undefined || message === "" ? [] : [message]));
  return [metadata.name, ...words].join(": ");
}
