import { defined } from "@slipway/model";
import type { ExpiryRule } from "#artifacts/object-store.ts";
import { all, textIn, type XmlObject, type XmlValue } from "../../xml/parse-body.ts";

/** What the enabled rules of a checked lifecycle configuration let go. */
export function expiryRules(configuration: XmlObject): readonly ExpiryRule[] {
  return all(configuration, "Rule")
    .filter((rule) => textIn(rule, "Status") === "Enabled")
    .map((rule) => expiryRule(rule as XmlObject));
}

function expiryRule(rule: XmlObject): ExpiryRule {
  const [expiration, noncurrent, abort] = [
    "Expiration",
    "NoncurrentVersionExpiration",
    "AbortIncompleteMultipartUpload",
  ].map((name) => all(rule, name)[0]);
  const date = textIn(expiration, "Date");
  return {
    id: textIn(rule, "ID") ?? "",
    ...conditionsOf(rule),
    ...defined({
      days: numberIn(expiration, "Days"),
      at: date === undefined ? undefined : Date.parse(date),
      loneMarkers: textIn(expiration, "ExpiredObjectDeleteMarker") === "true" ? true : undefined,
      noncurrentDays: numberIn(noncurrent, "NoncurrentDays"),
      noncurrentKept: numberIn(noncurrent, "NewerNoncurrentVersions"),
      uploadDays: numberIn(abort, "DaysAfterInitiation"),
    }),
  };
}

/** The filter's, one condition or several below `And`, or the prefix of the older form. */
function conditionsOf(rule: XmlObject): Omit<ExpiryRule, "id"> {
  const [filter] = all(rule, "Filter");
  const of = typeof filter === "object" ? ((filter as XmlObject)["And"] ?? filter) : rule;
  const tags = typeof of === "object" ? all(of as XmlObject, "Tag") : [];
  return defined({
    prefix: textIn(of, "Prefix"),
    largerThan: numberIn(of, "ObjectSizeGreaterThan"),
    smallerThan: numberIn(of, "ObjectSizeLessThan"),
    tags:
      tags.length === 0
        ? undefined
        : Object.fromEntries(tags.map((tag) => [textIn(tag, "Key") ?? "", textIn(tag, "Value") ?? ""])),
  });
}

function numberIn(value: XmlValue, name: string): number | undefined {
  const text = textIn(value, name);
  return text === undefined ? undefined : Number(text);
}
