import type { Resource } from "@slipway/model";
import { CRDS } from "@slipway/model/kinds/crds.ts";
import type { KubernetesClient } from "@slipway/sdk";
import { type Installed, installedKind } from "#installation/kinds.ts";
import { INSTALLER } from "#installation/names.ts";

const ESTABLISHED_WITHIN_MS = 30_000;

/** What became of one object. */
export interface AppliedObject {
  readonly object: Installed;
  readonly what: "created" | "configured" | "unchanged";
}

/** Applies the objects in their order, server-side, so that what others set beside ours stays. */
export async function* applyAll(
  kubernetes: KubernetesClient,
  objects: readonly Installed[],
): AsyncGenerator<AppliedObject> {
  let definitionsLeft = CRDS.length;
  for (const object of objects) {
    yield await applyOne(kubernetes, object);
    if (object.kind !== "CustomResourceDefinition") continue;
    definitionsLeft -= 1;
    if (definitionsLeft === 0) await established(kubernetes);
  }
}

async function applyOne(kubernetes: KubernetesClient, object: Installed): Promise<AppliedObject> {
  const kind = installedKind(object.kind);
  const { name, namespace } = object.metadata;
  const before = await kubernetes.find(kind, { name, namespace });
  const answer = await kubernetes.apply(kind, object, { manager: INSTALLER, force: true });
  const unchanged = before?.metadata.resourceVersion === answer.object.metadata.resourceVersion;
  return { object, what: before === undefined ? "created" : unchanged ? "unchanged" : "configured" };
}

/** Objects of a kind are refused until its definition is established. */
async function established(kubernetes: KubernetesClient): Promise<void> {
  for (const crd of CRDS) {
    const at = { name: crd.metadata.name };
    await kubernetes.waitFor(installedKind("CustomResourceDefinition"), at, isEstablished, {
      timeoutMs: ESTABLISHED_WITHIN_MS,
    });
  }
}

/** A real API server answers `conditions: null` until it has looked at a new definition. */
function isEstablished(crd: Resource | undefined): boolean {
  const { conditions } = (crd?.status ?? {}) as {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[] | null;
  };
  return (conditions ?? []).some(({ type, status }) => type === "Established" && status === "True");
}
