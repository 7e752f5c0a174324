import { type Caller, type Resource, SlipwayError } from "@slipway/model";
import type { Patch, Target, WriteOptions, Written } from "../api-server.ts";
import { type FieldError, forbiddenField, required } from "../errors/field-error.ts";
import { invalid } from "../errors/status-errors.ts";
import { cloneJson, type Json, type JsonObject } from "../json/json.ts";
import { jsonPatch } from "../patch/json-patch.ts";
import { mergePatch } from "../patch/merge-patch.ts";
import { requireSameName } from "./address.ts";
import { changeIn } from "./change.ts";
import { decode } from "./decode.ts";
import { asJson } from "./draft.ts";
import { existingIn, requireCurrent } from "./update.ts";
import type { WriteContext } from "./write-context.ts";

export type Patched = Written & { readonly created: boolean };

export function patchObject(
  context: WriteContext,
  caller: Caller,
  target: Target,
  patch: Patch,
  options: WriteOptions = {},
): Promise<Patched> {
  void caller;
  refuseOptions(patch, options);
  refuseType(patch, target);
  return context.storage.transact((tx) => {
    const existing = existingIn(tx, target);
    const patched = apply(existing, patch);
    const { draft, warnings } = decode(target.resource, patched, options.fieldValidation);
    requireSameName(draft, target);
    requireCurrent(draft, existing, target);
    return {
      object: changeIn(tx, { target, draft, existing, options }),
      warnings,
      created: false,
    };
  });
}

function apply(existing: Resource, patch: Patch): Json {
  if (patch.type === "json") return jsonPatch(cloneJson(asJson(existing)), patch.body);
  return mergePatch(asJson(existing), patch.body as JsonObject);
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
