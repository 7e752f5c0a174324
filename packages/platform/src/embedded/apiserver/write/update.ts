import type { Resource } from "@slipway/model";
import type { Transaction } from "#embedded/storage/storage.ts";
import type { Target, WriteOptions, Written } from "../api-server.ts";
import { invalidValue } from "../errors/field-error.ts";
import { conflict, invalid, notFound } from "../errors/status-errors.ts";
import { keyOf, requireSameName, storedAs } from "./address.ts";
import { changeIn } from "./change.ts";
import { decode } from "./decode.ts";
import { asJson, type Draft, metaText } from "./draft.ts";
import type { WriteContext } from "./write-context.ts";

export function updateObject(
  context: WriteContext,
  target: Target,
  body: unknown,
  options: WriteOptions = {},
): Promise<Written> {
  const { draft, warnings } = decode(target.resource, body, options.fieldValidation);
  requireSameName(draft, target);
  return context.storage.transact((tx) => {
    const existing = existingIn(tx, target);
    requireSameUid(draft, existing, target);
    requireRevision(draft, existing, target);
    const now = context.clock.now();
    return { object: changeIn(tx, { target, draft, existing, options, now }), warnings };
  });
}

export function existingIn(tx: Transaction, target: Target): Resource {
  const name = target.name ?? "";
  const existing = tx.get(storedAs(target.resource), keyOf(target, name));
  if (existing === undefined) throw notFound(target.resource, name);
  return existing;
}

function requireSameUid(draft: Draft, existing: Resource, target: Target): void {
  const uid = metaText(draft, "uid");
  if (uid === "" || uid === existing.metadata.uid) return;
  const { resource, namespace, name = "" } = target;
  const place = resource.namespaced ? `${namespace}/${name}` : name;
  throw conflict(
    resource,
    name,
    `StorageError: invalid object, Code: 4, Key: /registry/${resource.group === "" ? "" : `${resource.group}/`}${resource.plural}/${place}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${existing.metadata.uid}`,
  );
}

/** The revision the body carries must be the current one; built-in kinds may leave it out. */
function requireRevision(draft: Draft, existing: Resource, target: Target): void {
  const revision = metaText(draft, "resourceVersion");
  if (revision === "" && target.resource.custom) {
    const missing = invalidValue("metadata.resourceVersion", 0, "must be specified for an update");
    throw invalid({ group: target.resource.group, kind: target.resource.plural }, target.name ?? "", [
      missing,
    ]);
  }
  requireCurrent(draft, existing, target);
}

export function requireCurrent(draft: Draft, existing: Resource, target: Target): void {
  const revision = metaText(draft, "resourceVersion");
  if (revision === "" || revision === metaText(asJson(existing), "resourceVersion")) return;
  throw conflict(target.resource, target.name ?? "");
}
