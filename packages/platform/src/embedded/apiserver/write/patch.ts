import { type Resource, SlipwayError } from "@slipway/model";
import type { Patch, Target, WriteOptions, Written } from "../api-server.ts";
import { type FieldError, forbiddenField, invalidValue, required } from "../errors/field-error.ts";
import { badRequest, invalid } from "../errors/status-errors.ts";
import { cloneJson, isObject, type Json } from "../json/json.ts";
import { limitObject } from "../json/limits.ts";
import { jsonPatch } from "../patch/json-patch.ts";
import { mergePatch } from "../patch/merge-patch.ts";
import { strategicMerge } from "../patch/strategic-merge.ts";
import { requireSameName } from "./address.ts";
import { applyPatch } from "./apply-patch.ts";
import { changeIn } from "./change.ts";
import { type Decoded, decode } from "./decode.ts";
import { asJson } from "./draft.ts";
import { existingIn, requireCurrent } from "./update.ts";
import type { WriteContext } from "./write-context.ts";

export type Patched = Written & { readonly created: boolean };

export function patchObject(
  context: WriteContext,
  target: Target,
  patch: Patch,
  options: WriteOptions = {},
): Promise<Patched> {
  refuseOptions(patch, options);
  refuseType(patch, target);
  if (patch.type === "apply") return applyPatch(context, target, patch.body, options);
  return context.storage.transact((tx) => {
    const existing = existingIn(tx, target);
    const { draft, warnings } = decodePatched(target, patched(existing, target, patch), options);
    requireSameName(draft, target);
    requireCurrent(draft, existing, target);
    const object = changeIn(tx, { target, draft, existing, options, now: context.clock.now() });
    return { object, warnings, created: false };
  });
}

function patched(existing: Resource, target: Target, patch: Patch): Json {
  const live = asJson(existing);
  if (patch.type === "json") return jsonPatch(cloneJson(live), patch.body);
  if (!isObject(patch.body)) throw badRequest("error decoding patch: the patch must be a JSON object");
  limitObject(patch.body);
  if (patch.type === "merge") return mergePatch(live, patch.body);
  return strategicMerge(live, patch.body, target.resource.schema);
}

/** A strict refusal of the result is put down to the patch, as real servers do. */
function decodePatched(target: Target, result: Json, options: WriteOptions): Decoded {
  try {
    return decode(target.resource, result, options.fieldValidation);
  } catch (error) {
    if (!(error instanceof SlipwayError) || !error.message.includes("strict decoding error: ")) throw error;
    const why = error.message.slice(error.message.indexOf("strict decoding error: "));
    throw invalid({ group: "", kind: "" }, "", [invalidValue("patch", result, why)]);
  }
}

function refuseOptions(patch: Patch, options: WriteOptions): void {
  const errors: FieldError[] = [];
  if (patch.type === "apply" && (options.fieldManager ?? "") === "") {
    errors.push(required("fieldManager", "is required for apply patch"));
  }
  if (patch.type !== "apply" && options.force !== undefined) {
    errors.push(forbiddenField("force", "may not be specified for non-apply patch"));
  }
  if (errors.length > 0) throw invalid({ group: "meta.k8s.io", kind: "PatchOptions" }, "", errors);
}

function refuseType(patch: Patch, target: Target): void {
  if (patch.type !== "strategic" || !target.resource.custom) return;
  throw new SlipwayError(
    "SLIP-API-011",
    "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml",
  );
}
