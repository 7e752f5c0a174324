import { randomUUID } from "node:crypto";
import { invalidArgument, invalidRequest, malformedXml } from "../../refined.ts";
import { all, textIn, type XmlObject, type XmlValue } from "../../xml/parse-body.ts";
import { documentOperations } from "./document-operations.ts";
import { expiryRules } from "./expiry-rules.ts";

const MOST_RULES = 1000;
const ACTIONS = [
  "Expiration",
  "NoncurrentVersionExpiration",
  "AbortIncompleteMultipartUpload",
  "Transition",
  "NoncurrentVersionTransition",
];

const CONDITIONS = ["Prefix", "Tag", "ObjectSizeGreaterThan", "ObjectSizeLessThan"];

/** Kept and told; what expires goes, and transitions change nothing: all storage classes are one here. */
export const lifecycle = documentOperations({
  name: "lifecycle",
  operation: "BucketLifecycleConfiguration",
  deletes: "BucketLifecycle",
  parameter: "lifecycle",
  root: "LifecycleConfiguration",
  absent: {
    aws: "NoSuchLifecycleConfiguration",
    message: "The lifecycle configuration does not exist",
  },
  checked: (asked): XmlObject => {
    const rules = all(asked, "Rule").map(checkedRule);
    if (rules.length === 0 || rules.length > MOST_RULES) throw malformedXml(`1 to ${MOST_RULES} Rules`);
    if (new Set(rules.map(({ ID }) => ID)).size < rules.length)
      throw invalidArgument("Rule ID must be unique. Found same ID for more than one rule");
    return { Rule: rules };
  },
  settings: (kept) => ({ expiry: kept === undefined ? [] : expiryRules(kept) }),
});

function checkedRule(rule: XmlValue): XmlObject {
  if (typeof rule !== "object" || Array.isArray(rule)) throw malformedXml("a Rule is empty");
  const object = rule as XmlObject;
  refuseOthers(object, ["ID", "Status", "Filter", "Prefix", ...ACTIONS]);
  checkFilter(all(object, "Filter")[0]);
  const id = textIn(object, "ID") || randomUUID();
  if (id.length > 255) throw invalidArgument("ID length should not exceed allowed limit of 255");
  const status = textIn(object, "Status");
  if (status !== "Enabled" && status !== "Disabled") throw malformedXml("Status must be Enabled or Disabled");
  if (object["Filter"] !== undefined && object["Prefix"] !== undefined)
    throw malformedXml("a Rule has a Filter or a Prefix, not both");
  if (object["Filter"] === undefined && object["Prefix"] === undefined)
    throw malformedXml("a Rule needs a Filter");
  if (!ACTIONS.some((name) => object[name] !== undefined))
    throw invalidRequest("At least one action needs to be specified in a rule");
  checkActions(object);
  return { ...object, ID: id };
}

/** A condition that is not understood would let more go than it says. */
function refuseOthers(object: XmlObject, known: readonly string[]): void {
  const other = Object.keys(object).find((name) => !known.includes(name) && !name.startsWith("xmlns"));
  if (other !== undefined) throw malformedXml(`${other.slice(0, 100)} is not known there`);
}

function checkFilter(filter: XmlValue): void {
  if (typeof filter !== "object") return;
  refuseOthers(filter as XmlObject, [...CONDITIONS, "And"]);
  if (Object.keys(filter).length > 1) throw malformedXml("a Filter has one condition, or several below And");
  const [and] = all(filter as XmlObject, "And");
  if (typeof and === "object") refuseOthers(and as XmlObject, CONDITIONS);
  for (const conditions of [filter, and])
    for (const size of ["ObjectSizeGreaterThan", "ObjectSizeLessThan"])
      checkSize(textIn(conditions, size), size);
}

function checkSize(text: string | undefined, what: string): void {
  if (text === undefined || /^\d{1,15}$/.test(text)) return;
  throw malformedXml(`${what} must be a number of bytes`);
}

function checkActions(rule: XmlObject): void {
  const [expiration] = all(rule, "Expiration");
  if (expiration !== undefined) checkExpiration(expiration);
  for (const transition of all(rule, "Transition")) checkDate(transition);
  const [noncurrent] = all(rule, "NoncurrentVersionExpiration");
  if (noncurrent !== undefined) {
    checkDays(
      textIn(noncurrent, "NoncurrentDays"),
      "'NoncurrentDays' for NoncurrentVersionExpiration action",
    );
    const kept = textIn(noncurrent, "NewerNoncurrentVersions");
    if (kept !== undefined)
      checkDays(kept, "'NewerNoncurrentVersions' for NoncurrentVersionExpiration action");
  }
  const [abort] = all(rule, "AbortIncompleteMultipartUpload");
  if (abort !== undefined) {
    checkDays(
      textIn(abort, "DaysAfterInitiation"),
      "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action",
    );
  }
}

function checkExpiration(expiration: XmlValue): void {
  const said = ["Days", "Date", "ExpiredObjectDeleteMarker"].filter(
    (name) => textIn(expiration, name) !== undefined,
  );
  if (said.length !== 1) throw malformedXml("Expiration has one of Days, Date and ExpiredObjectDeleteMarker");
  if (said[0] === "Days") checkDays(textIn(expiration, "Days"), "'Days' for Expiration action");
  checkDate(expiration);
}

function checkDays(text: string | undefined, what: string): void {
  if (text !== undefined && /^\d{1,9}$/.test(text) && Number(text) > 0 && Number(text) < 2 ** 31) return;
  throw invalidArgument(`${what} must be a positive integer`);
}

function checkDate(action: XmlValue): void {
  const text = textIn(action, "Date");
  if (text === undefined) return;
  const time = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isNaN(time)) throw malformedXml("Date must be a time of ISO 8601");
  if (time % 86_400_000 !== 0) throw invalidArgument("'Date' must be at midnight GMT");
}
