import { type Resource, rfc3339, SlipwayError } from "@slipway/model";
import type { Transaction } from "#embedded/storage/storage.ts";
import type { DeleteOptions, Target } from "../api-server.ts";
import { forbiddenBecause, notFound } from "../errors/status-errors.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { specFinalizers } from "../kinds/spec-finalizers.ts";
import { asJson, asResource, type Draft, metaText } from "./draft.ts";
import { keep } from "./write-context.ts";

const NAMESPACES = { group: "", plural: "namespaces" } as const;

/** Nothing is created in a namespace that is missing, or that is on its way out. */
export function requireNamespace(draft: Draft, target: Target, tx: Transaction): void {
  if (!target.resource.namespaced) return;
  const name = target.namespace ?? "";
  const namespace = tx.get(NAMESPACES.plural, `/${name}`);
  if (namespace === undefined) throw notFound(NAMESPACES, name);
  if (phaseOf(asJson(namespace)) === "Terminating") throw terminating(draft, target, name);
}

function terminating(draft: Draft, target: Target, namespace: string): SlipwayError {
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const name = metaText(draft, "name") || metaText(draft, "generateName");
  const { code, message, details } = forbiddenBecause({ resource: target.resource, name }, why);
  const cause = {
    reason: "NamespaceTerminating",
    message: `namespace ${namespace} is being terminated`,
    field: "metadata.namespace",
  };
  return new SlipwayError(code, message, { details: { ...details, causes: [cause] } });
}

export function isNamespace({ resource }: Target): boolean {
  return resource.group === NAMESPACES.group && resource.plural === NAMESPACES.plural;
}

/**
 * The first delete of a namespace begins its end: it is Terminating, and stays until whoever empties it has taken away its
 * `spec.finalizers`. A later one changes nothing before that; undefined: it goes as any other object does.
 */
export function beginEnd(
  tx: Transaction,
  before: Draft,
  { now, options }: { readonly now: Date; readonly options: DeleteOptions },
): { readonly object: Resource; readonly gone: false } | undefined {
  if (before.metadata["deletionTimestamp"] !== undefined) {
    return specFinalizers(before).length > 0 ? { object: asResource(before), gone: false } : undefined;
  }
  const status = isObject(before["status"]) ? before["status"] : {};
  const draft: Draft = {
    ...before,
    metadata: { ...before.metadata, deletionTimestamp: rfc3339(now) },
    status: { ...status, phase: "Terminating" },
  };
  const object =
    options.dryRun === true
      ? keep(asResource(draft))
      : tx.put(NAMESPACES.plural, `/${before.metadata.name}`, asResource(draft));
  return { object, gone: false };
}

function phaseOf({ status }: JsonObject): unknown {
  return isObject(status) ? status["phase"] : undefined;
}
