import { randomUUID } from "node:crypto";
import { rfc3339 } from "@slipway/model";
import type { Transaction } from "#embedded/storage/storage.ts";
import type { Target, WriteOptions, Written } from "../api-server.ts";
import { invalidValue } from "../errors/field-error.ts";
import { alreadyExists, badRequest, invalid } from "../errors/status-errors.ts";
import { trackUpdate } from "../fields/track-update.ts";
import type { Json } from "../json/json.ts";
import { limitKept } from "../json/limits.ts";
import { rulesOf } from "../kinds/rules-of.ts";
import { generatedName } from "../metadata/generated-name.ts";
import { validateMetadata } from "../metadata/validate-metadata.ts";
import { validateSchema } from "../schema/validate-schema.ts";
import { keyOf, settleNamespace, storedAs } from "./address.ts";
import { setManagedFields, UNNAMED_MANAGER } from "./change.ts";
import { decode } from "./decode.ts";
import { asResource, type Draft, metaText } from "./draft.ts";
import { requireNamespace } from "./namespace-life.ts";
import { keep, type WriteContext } from "./write-context.ts";

const NAME_ATTEMPTS = 8;

/** What happens to a new object, in this order; each step may refuse it. */
const STEPS: readonly ((draft: Draft, target: Target, tx: Transaction, now: Date) => void)[] = [
  requireNamespace,
  refuseRevision,
  ownMetadata,
  ownStatus,
  nameIt,
  (draft, target) => rulesOf(target.resource).prepare?.(draft),
  refuseInvalid,
  refuseExisting,
];

export function createObject(
  context: WriteContext,
  target: Target,
  body: unknown,
  options: WriteOptions = {},
): Promise<Written> {
  const { draft, warnings } = decode(target.resource, body, options.fieldValidation);
  settleNamespace(draft, target);
  return context.storage.transact((tx) => {
    return { object: createIn(context, tx, { target, draft, options }), warnings };
  });
}

export interface Creation {
  readonly target: Target;
  readonly draft: Draft;
  readonly options: WriteOptions;
  /** Who owns which field, when the write has settled that itself (server-side apply). */
  readonly managedFields?: Json[];
}

/** Creates the decoded object within a transaction; also what server-side apply does when there is none yet. */
export function createIn(
  context: WriteContext,
  tx: Transaction,
  { target, draft, options, managedFields }: Creation,
): Written["object"] {
  const now = context.clock.now();
  for (const step of STEPS) step(draft, target, tx, now);
  const manager = options.fieldManager ?? UNNAMED_MANAGER;
  setManagedFields(draft, managedFields ?? trackUpdate(undefined, draft, { target, manager, now }));
  limitKept(draft);
  const key = keyOf(target, draft.metadata.name);
  return options.dryRun === true
    ? keep(asResource(draft))
    : tx.put(storedAs(target.resource), key, asResource(draft));
}

function refuseRevision(draft: Draft): void {
  if (metaText(draft, "resourceVersion") !== "") {
    throw badRequest("resourceVersion should not be set on objects to be created");
  }
}

const REFUSED = [
  "selfLink",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "generation",
  "managedFields",
];

/** What only the server may say of an object. */
function ownMetadata(draft: Draft, target: Target, _tx: Transaction, now: Date): void {
  const { metadata } = draft;
  for (const field of REFUSED) delete metadata[field];
  metadata["uid"] = randomUUID();
  metadata["creationTimestamp"] = rfc3339(now);
  if (rulesOf(target.resource).generation) metadata["generation"] = 1;
}

function ownStatus(draft: Draft, target: Target): void {
  const rules = rulesOf(target.resource);
  if (target.resource.hasStatus && rules.statusOnCreate !== true) delete draft["status"];
  rules.prepareCreate?.(draft);
}

function nameIt(draft: Draft, target: Target, tx: Transaction): void {
  const prefix = metaText(draft, "generateName");
  if (prefix === "" || metaText(draft, "name") !== "") return;
  for (let attempt = 0; attempt < NAME_ATTEMPTS; attempt++) {
    draft.metadata.name = generatedName(prefix);
    if (tx.get(storedAs(target.resource), keyOf(target, draft.metadata.name)) === undefined) return;
  }
}

function refuseInvalid(draft: Draft, target: Target): void {
  const { resource } = target;
  const name = metaText(draft, "name");
  if (draft.kind !== resource.kind) {
    const wrong = invalidValue("kind", draft.kind, `must be ${resource.kind}`);
    throw invalid({ group: resource.group, kind: draft.kind }, name, [wrong]);
  }
  const rules = rulesOf(resource);
  const errors = [
    ...validateMetadata(draft, rules.name),
    ...validateSchema(draft, resource),
    ...(rules.validate?.(draft) ?? []),
  ];
  if (errors.length > 0) throw invalid(resource, name, errors);
}

function refuseExisting(draft: Draft, target: Target, tx: Transaction): void {
  const name = metaText(draft, "name");
  if (tx.get(storedAs(target.resource), keyOf(target, name)) === undefined) return;
  throw alreadyExists(target.resource, name);
}
