import type { Resource } from "@slipway/model";
import type { Transaction } from "#embedded/storage/storage.ts";
import type { Target, WriteOptions, Written } from "../api-server.ts";
import { badRequest, notFound } from "../errors/status-errors.ts";
import { applyFields } from "../fields/apply.ts";
import { isObject } from "../json/json.ts";
import { keyOf, requireSameName, settleNamespace, storedAs } from "./address.ts";
import { changeIn } from "./change.ts";
import { createIn } from "./create.ts";
import { decode, decodeWithoutDefaults } from "./decode.ts";
import { asJson, type Draft } from "./draft.ts";
import { requireCurrent } from "./update.ts";
import type { WriteContext } from "./write-context.ts";

/** Of the fields that a schema does not have. */
const MOST_TOLD = 100;

interface Applying {
  readonly target: Target;
  readonly given: Draft;
  readonly options: WriteOptions;
  readonly now: Date;
}

/** Server-side apply: creates the object when there is none. */
export function applyPatch(
  context: WriteContext,
  target: Target,
  body: unknown,
  options: WriteOptions,
): Promise<Written & { readonly created: boolean }> {
  const given = readConfiguration(target, body);
  return context.storage.transact((tx) => {
    const applying = { target, given, options, now: context.clock.now() };
    const existing = tx.get(storedAs(target.resource), keyOf(target, target.name ?? ""));
    return existing === undefined
      ? createApplied(context, tx, applying)
      : changeApplied(tx, applying, existing);
  });
}

function readConfiguration(target: Target, body: unknown): Draft {
  if (isObject(body) && isObject(body["metadata"]) && "managedFields" in body["metadata"]) {
    throw badRequest("metadata.managedFields must be nil");
  }
  const { draft, unknown } = decodeWithoutDefaults(target.resource, body);
  if (draft.metadata["name"] === undefined) draft.metadata.name = target.name ?? "";
  requireSameName(draft, target);
  settleNamespace(draft, target);
  if (unknown.length === 0) return draft;
  const place = target.resource.namespaced ? `${target.namespace}/${target.name}` : `/${target.name}`;
  const fields = unknown
    .slice(0, MOST_TOLD)
    .map((path) => `.${path}: field not declared in schema`)
    .join(", ");
  throw badRequest(
    `failed to create typed patch object (${place}; ${draft.apiVersion}, Kind=${draft.kind}): ${fields}`,
  );
}

function createApplied(
  context: WriteContext,
  tx: Transaction,
  { target, given, options, now }: Applying,
): Written & { readonly created: boolean } {
  if (target.subresource !== undefined) throw notFound(target.resource, target.name ?? "");
  const nothing: Draft = {
    apiVersion: given.apiVersion,
    kind: given.kind,
    metadata: { name: given.metadata.name },
  };
  const { managedFields } = applyFields(nothing, given, writerOf(target, options, now));
  const { draft, warnings } = decode(target.resource, given, options.fieldValidation);
  return {
    object: createIn(context, tx, { target, draft, options, managedFields }),
    warnings,
    created: true,
  };
}

function changeApplied(
  tx: Transaction,
  { target, given, options, now }: Applying,
  existing: Resource,
): Written & { readonly created: boolean } {
  requireCurrent(given, existing, target);
  const applied = applyFields(asJson(existing), given, writerOf(target, options, now));
  const { draft, warnings } = decode(target.resource, applied.draft, options.fieldValidation);
  const { managedFields } = applied;
  const object = changeIn(tx, { target, draft, existing, options, now, managedFields });
  return { object, warnings, created: false };
}

function writerOf(target: Target, options: WriteOptions, now: Date) {
  return { target, manager: options.fieldManager ?? "", force: options.force === true, now };
}
