import { labelValue, type NameRule, qualifiedName } from "@slipway/model/kubernetes/name-rules.ts";
import { type FieldError, forbiddenField, invalidValue, required, tooLong } from "../errors/field-error.ts";
import { equalJson, isObject, type Json } from "../json/json.ts";
import { type Draft, metaList, metaText } from "../write/draft.ts";

const ANNOTATION_BYTES = 262_144;

/** Names, labels, annotations, owners and finalizers as every kind must have them. */
export function validateMetadata(draft: Draft, nameRule: NameRule): readonly FieldError[] {
  return [
    ...nameErrors(draft, nameRule),
    ...labelErrors(draft),
    ...annotationErrors(draft),
    ...ownerErrors(draft),
    ...metaList(draft, "finalizers").flatMap((finalizer) =>
      qualifiedName(String(finalizer)).map((why) => invalidValue("metadata.finalizers", finalizer, why)),
    ),
  ];
}

function nameErrors(draft: Draft, nameRule: NameRule): readonly FieldError[] {
  const name = metaText(draft, "name");
  if (name === "") return [required("metadata.name", "name or generateName is required")];
  return nameRule(name).map((why) => invalidValue("metadata.name", name, why));
}

function labelErrors(draft: Draft): readonly FieldError[] {
  return Object.entries(texts(draft.metadata["labels"])).flatMap(([key, value]) => [
    ...qualifiedName(key).map((why) => invalidValue("metadata.labels", key, why)),
    ...labelValue(value).map((why) => invalidValue("metadata.labels", value, why)),
  ]);
}

function annotationErrors(draft: Draft): readonly FieldError[] {
  const annotations = Object.entries(texts(draft.metadata["annotations"]));
  const size = annotations.reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  );
  return [
    ...annotations.flatMap(([key]) =>
      qualifiedName(key.toLowerCase()).map((why) => invalidValue("metadata.annotations", key, why)),
    ),
    ...(size > ANNOTATION_BYTES ? [tooLong("metadata.annotations", ANNOTATION_BYTES)] : []),
  ];
}

function ownerErrors(draft: Draft): readonly FieldError[] {
  const owners = metaList(draft, "ownerReferences").filter(isObject);
  const field = "metadata.ownerReferences";
  const missing = owners.flatMap((owner, position) =>
    ["apiVersion", "kind", "name", "uid"]
      .filter((name) => typeof owner[name] !== "string" || owner[name] === "")
      .map((name) => invalidValue(`${field}[${position}].${name}`, "", "must not be empty")),
  );
  const controllers = owners.filter((owner) => owner["controller"] === true);
  if (controllers.length < 2) return missing;
  const names = controllers.map((owner) => owner["name"]).join(" and ");
  return [
    ...missing,
    invalidValue(
      field,
      owners,
      `Only one reference can have Controller set to true. Found "true" in references for ${names}`,
    ),
  ];
}

const IMMUTABLE = [
  "name",
  "namespace",
  "uid",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
];

/** What no update may change. Real servers look twice, and so each complaint comes twice. */
export function validateMetadataUpdate(draft: Draft, existing: Draft): readonly FieldError[] {
  const changed = IMMUTABLE.filter((name) => !equalJson(draft.metadata[name], existing.metadata[name])).map(
    (name) => invalidValue(`metadata.${name}`, draft.metadata[name] ?? "", "field is immutable"),
  );
  const errors = [...changed, ...addedFinalizers(draft, existing)];
  return [...errors, ...errors];
}

function addedFinalizers(draft: Draft, existing: Draft): readonly FieldError[] {
  if (existing.metadata["deletionTimestamp"] === undefined) return [];
  const before = new Set(metaList(existing, "finalizers"));
  const added = metaList(draft, "finalizers").filter((finalizer) => !before.has(finalizer));
  if (added.length === 0) return [];
  const names = added.map((name) => JSON.stringify(name)).join(", ");
  return [
    forbiddenField(
      "metadata.finalizers",
      `no new finalizers can be added if the object is being deleted, found new finalizers []string{${names}}`,
    ),
  ];
}

function texts(value: Json | undefined): Record<string, string> {
  return isObject(value) ? (value as Record<string, string>) : {};
}
