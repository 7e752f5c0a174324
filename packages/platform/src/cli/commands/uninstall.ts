import { isNotFound, type Kind, type Resource } from "@slipway/model";
import { CRDS } from "@slipway/model/kinds/crds.ts";
import type { KubernetesClient } from "@slipway/sdk";
import type { Command } from "../command.ts";
import { flag } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { INSTALLED_KINDS } from "../install/kinds.ts";
import { JOBS_LABEL, KEYS_NAMESPACE, MANAGED_BY, SYSTEM_NAMESPACE } from "../install/names.ts";
import { requiredContext } from "../install/required-context.ts";
import { timeoutOf } from "../objects/timeout.ts";
import type { Session } from "../session/session.ts";

/** What holds data, or is needed to come back to it. */
const KEPT = new Set(["Namespace", "CustomResourceDefinition", "Secret"]);

export const command: Command = {
  configure: (command) =>
    void command
      .option("--delete-data", "delete jobs, models, endpoints, their definitions and all settings too")
      .option("--timeout <span>", "how long to wait until objects are gone", "5m")
      .addHelpText(
        "after",
        `
Objects, definitions, access keys and settings stay, so that installing again finds everything as it was; what runs goes on
running unattended. The database and the buckets are never touched.

Examples:
  slipway uninstall --context test
  slipway uninstall --context test --delete-data`,
      ),

  async run(session, _args, options) {
    const context = requiredContext(session);
    const { kubernetes } = await session.cluster(context);
    const all = flag(options, "deleteData");
    // Their finalizers need the operator, so objects go before it does.
    const timeoutMs = timeoutOf({ timeout: options["timeout"] }, "timeout");
    if (all) await deleteObjects(session, kubernetes, timeoutMs);
    for (const kind of [...INSTALLED_KINDS].reverse()) {
      if (!KEPT.has(kind.kind) || all) await deleteInstalled({ session, kubernetes, kind, timeoutMs });
    }
    await unmarkNamespaces(kubernetes);
    session.say(
      all
        ? "Slipway and its objects are gone; the database and the buckets are as they were."
        : `Slipway is gone; its objects and settings stay. They come back to life with: slipway install --context ${context}`,
    );
    return EXIT.ok;
  },
};

async function deleteObjects(
  session: Session,
  kubernetes: KubernetesClient,
  timeoutMs: number,
): Promise<void> {
  for (const { spec } of CRDS) {
    const { group, names, scope, versions } = spec;
    const kind: Kind = {
      group,
      version: versions[0]?.name ?? "",
      kind: names.kind,
      plural: names.plural,
      namespaced: scope === "Namespaced",
    };
    for (const { metadata } of await listed(kubernetes, kind)) {
      const at = { name: metadata.name, namespace: metadata.namespace };
      await unlessGone(() => kubernetes.remove(kind, at));
      session.out(`${names.kind.toLowerCase()}/${metadata.name} deleted\n`);
      await kubernetes.waitFor(kind, at, (object) => object === undefined, {
        timeoutMs,
        signal: session.signal,
      });
    }
  }
}

async function deleteInstalled(parts: {
  readonly session: Session;
  readonly kubernetes: KubernetesClient;
  readonly kind: Kind;
  readonly timeoutMs: number;
}): Promise<void> {
  const { session, kubernetes, kind, timeoutMs } = parts;
  const labelSelector = Object.entries(MANAGED_BY)
    .map(([label, value]) => `${label}=${value}`)
    .join(",");
  const { items } = await kubernetes.list(kind, { labelSelector });
  for (const { metadata } of items) {
    const ours = !kind.namespaced || [SYSTEM_NAMESPACE, KEYS_NAMESPACE].includes(metadata.namespace ?? "");
    if (!ours && kind.kind !== "RoleBinding") continue;
    await unlessGone(() => kubernetes.remove(kind, { name: metadata.name, namespace: metadata.namespace }));
    session.out(`${kind.kind.toLowerCase()}/${metadata.name} deleted\n`);
  }
  // What is still going would refuse an installation that follows.
  if (kind.namespaced) return;
  for (const { metadata } of items) {
    const at = { name: metadata.name };
    await kubernetes.waitFor(kind, at, (object) => object === undefined, {
      timeoutMs,
      signal: session.signal,
    });
  }
}

/** The namespaces of jobs are their owners'; only our mark goes. */
async function unmarkNamespaces(kubernetes: KubernetesClient): Promise<void> {
  const kind = INSTALLED_KINDS.find((one) => one.kind === "Namespace") as Kind;
  const [[label = "", value = ""] = []] = Object.entries(JOBS_LABEL);
  const { items } = await kubernetes.list(kind, { labelSelector: `${label}=${value}` });
  for (const { metadata } of items)
    await kubernetes.patch(kind, { name: metadata.name }, { metadata: { labels: { [label]: null } } });
}

/** A definition that is gone already has no objects. */
async function listed(kubernetes: KubernetesClient, kind: Kind): Promise<readonly Resource[]> {
  try {
    return (await kubernetes.list(kind)).items;
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

async function unlessGone(remove: () => Promise<void>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
