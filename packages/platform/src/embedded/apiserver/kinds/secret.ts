import { dnsSubdomain } from "@slipway/model/kubernetes/name-rules.ts";
import { type FieldError, forbiddenField, invalidValue } from "../errors/field-error.ts";
import { equalJson, isObject, type Json } from "../json/json.ts";
import type { Draft } from "../write/draft.ts";
import type { KindRules } from "./kind-rules.ts";

export const secret: KindRules = {
  name: dnsSubdomain,
  generation: false,
  selectable: ["type"],
  prepare: encodeStringData,
  validate: (draft) => [...dataKeyErrors(draft, "data"), ...base64Errors(draft)],
  validateUpdate: (draft, existing) => [
    ...(equalJson(draft["type"], existing["type"])
      ? []
      : [invalidValue("type", draft["type"], "field is immutable")]),
    ...immutableDataErrors(draft, existing, ["data"]),
  ],
};

export const configMap: KindRules = {
  name: dnsSubdomain,
  generation: false,
  validate: (draft) => [...dataKeyErrors(draft, "data"), ...dataKeyErrors(draft, "binaryData")],
  validateUpdate: (draft, existing) => immutableDataErrors(draft, existing, ["data", "binaryData"]),
};

/** `stringData` is write-only: it lands in `data`, over what is there. */
function encodeStringData(draft: Draft): void {
  const texts = draft["stringData"];
  delete draft["stringData"];
  if (!isObject(texts)) return;
  const encoded = Object.entries(texts).map(([key, text]): [string, Json] => [
    key,
    Buffer.from(String(text), "utf8").toString("base64"),
  ]);
  const data = isObject(draft["data"]) ? draft["data"] : {};
  draft["data"] = { ...data, ...Object.fromEntries(encoded) };
}

const KEY = /^[-._a-zA-Z0-9]+$/;

function dataKeyErrors(draft: Draft, field: string): readonly FieldError[] {
  const data = draft[field];
  if (!isObject(data)) return [];
  return Object.keys(data)
    .filter((key) => !KEY.test(key) || key.length > 253 || key === "." || key === "..")
    .map((key) =>
      invalidValue(
        `${field}[${key}]`,
        key,
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
      ),
    );
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The value is secret: the message names only its key. */
function base64Errors(draft: Draft): readonly FieldError[] {
  const data = draft["data"];
  if (!isObject(data)) return [];
  return Object.entries(data)
    .filter(([, value]) => typeof value !== "string" || !BASE64.test(value))
    .map(([key]) => ({
      reason: "FieldValueInvalid",
      field: `data[${key}]`,
      message: "Invalid value: must be base64; use stringData for plain text",
    }));
}

function immutableDataErrors(
  draft: Draft,
  existing: Draft,
  fields: readonly string[],
): readonly FieldError[] {
  if (existing["immutable"] !== true) return [];
  const why = "field is immutable when `immutable` is set";
  return [
    ...(draft["immutable"] === true ? [] : [forbiddenField("immutable", why)]),
    ...fields
      .filter((field) => !equalJson(draft[field], existing[field]))
      .map((field) => forbiddenField(field, why)),
  ];
}
