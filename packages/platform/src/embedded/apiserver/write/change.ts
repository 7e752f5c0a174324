import type { Resource } from "@slipway/model";
import type { Transaction } from "#embedded/storage/storage.ts";
import type { Target, WriteOptions } from "../api-server.ts";
import { invalid } from "../errors/status-errors.ts";
import { trackUpdate } from "../fields/track-update.ts";
import { equalJson, type Json, type JsonObject } from "../json/json.ts";
import { limitKept } from "../json/limits.ts";
import { rulesOf } from "../kinds/rules-of.ts";
import { specFinalizers } from "../kinds/spec-finalizers.ts";
import { validateMetadata, validateMetadataUpdate } from "../metadata/validate-metadata.ts";
import { errorsOfChanges } from "../schema/errors-of-changes.ts";
import { validateSchema } from "../schema/validate-schema.ts";
import { keyOf, storedAs } from "./address.ts";
import { asJson, asResource, type Draft, metaList } from "./draft.ts";
import { isNamespace } from "./namespace-life.ts";
import { keep } from "./write-context.ts";

/** A change of an existing object: what it shall be, and what it is. */
export interface Change {
  readonly target: Target;
  readonly draft: Draft;
  readonly existing: Resource;
  readonly options: WriteOptions;
  readonly now: Date;
  /** Who owns which field afterwards, when the write has settled that itself (server-side apply). */
  readonly managedFields?: Json[];
}

/** Every update and patch, whatever form it came in, goes through here. Writes nothing when nothing changes. */
export function changeIn(tx: Transaction, change: Change): Resource {
  const { target, existing, options } = change;
  const before = asJson(existing);
  const draft = asAddressed(change);
  carryMetadata(draft, before);
  if (target.subresource === undefined) {
    rulesOf(target.resource).prepare?.(draft);
    rulesOf(target.resource).carry?.(draft, before);
  }
  refuseInvalid(draft, before, target);
  countGeneration(draft, before, target);
  if (change.managedFields !== undefined) setManagedFields(draft, change.managedFields);
  if (equalJson(draft, before)) return existing;
  if (change.managedFields === undefined) {
    const manager = options.fieldManager ?? UNNAMED_MANAGER;
    setManagedFields(draft, trackUpdate(before, draft, { target, manager, now: change.now }));
  }
  limitKept(draft);
  if (options.dryRun === true) return keep(asResource(draft));
  const [resource, key] = [storedAs(target.resource), keyOf(target, existing.metadata.name)];
  if (!finishesDeletion(draft, before, target)) return tx.put(resource, key, asResource(draft));
  tx.remove(resource, key, asResource(draft));
  return keep(asResource(draft));
}

export const UNNAMED_MANAGER = "unknown";

export function setManagedFields(draft: Draft, managedFields: Json[]): void {
  if (managedFields.length === 0) delete draft.metadata["managedFields"];
  else draft.metadata["managedFields"] = managedFields;
}

/** What the endpoint that is written to takes of the draft; the rest stays as it is. */
function asAddressed(change: Change): Draft {
  const { subresource } = change.target;
  if (subresource === "finalize") return withNewSpec(change);
  return subresource === "status" ? withNewStatus(change) : withOldStatus(change);
}

function withNewSpec({ draft, existing }: Change): Draft {
  const before = asJson(existing);
  const next = { ...before, metadata: { ...before.metadata } } as Draft;
  if (draft["spec"] === undefined) delete next["spec"];
  else next["spec"] = draft["spec"];
  return next;
}

/** The status endpoint writes the status and nothing else. */
function withNewStatus({ draft, existing }: Change): Draft {
  const { status: _, ...rest } = asJson(existing);
  const next = { ...rest, metadata: { ...rest.metadata } } as Draft;
  if (draft["status"] !== undefined) next["status"] = draft["status"];
  return next;
}

/** The main endpoint writes everything else. */
function withOldStatus({ target, draft, existing }: Change): Draft {
  if (!target.resource.hasStatus) return draft;
  const { status: _, ...rest } = draft;
  const status = asJson(existing)["status"];
  return (status === undefined ? rest : { ...rest, status }) as Draft;
}

/** What a writer may leave out or may not say. */
const KEPT = ["namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"];
const OWNED = ["generation", "resourceVersion", "selfLink", "managedFields"];

function carryMetadata(draft: Draft, before: Draft): void {
  const metadata = draft.metadata;
  for (const field of KEPT) {
    if (metadata[field] === undefined && before.metadata[field] !== undefined) {
      metadata[field] = before.metadata[field] as Json;
    }
  }
  for (const field of OWNED) {
    if (before.metadata[field] === undefined) delete metadata[field];
    else metadata[field] = before.metadata[field] as Json;
  }
}

function refuseInvalid(draft: Draft, before: Draft, target: Target): void {
  const { resource } = target;
  const rules = rulesOf(resource);
  const errors = [
    ...validateMetadataUpdate(draft, before),
    ...errorsOfChanges(
      [
        ...validateMetadata(draft, rules.name),
        ...validateSchema(draft, resource, before),
        ...(rules.validate?.(draft) ?? []),
      ],
      draft,
      before,
    ),
    ...(target.subresource === undefined ? (rules.validateUpdate?.(draft, before) ?? []) : []),
  ];
  if (errors.length > 0) throw invalid(resource, before.metadata.name, errors);
}

/** The generation counts what is asked for: anything but metadata and status. */
function countGeneration(draft: Draft, before: Draft, target: Target): void {
  if (target.subresource !== undefined || !rulesOf(target.resource).generation) return;
  if (equalJson(asked(draft), asked(before))) return;
  draft.metadata["generation"] = Number(before.metadata["generation"] ?? 0) + 1;
}

function asked(draft: Draft): JsonObject {
  const { metadata: _, status: _2, ...rest } = draft;
  return rest as JsonObject;
}

/** An object under deletion goes when its last finalizer does. */
function finishesDeletion(draft: Draft, before: Draft, target: Target): boolean {
  return (
    !(isNamespace(target) && specFinalizers(draft).length > 0) &&
    before.metadata["deletionTimestamp"] !== undefined &&
    (before.metadata["deletionGracePeriodSeconds"] ?? 0) === 0 &&
    metaList(draft, "finalizers").length === 0
  );
}
