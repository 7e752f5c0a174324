import { defined, SlipwayError } from "@slipway/model";
import type { DeleteOptions } from "#embedded/apiserver/api-server.ts";
import { flag, integer, text } from "#lib/http/parameters.ts";
import { isObject, readObject } from "./body.ts";
import { optionError } from "./option-error.ts";
import { isDryRun } from "./write-options.ts";

type Propagation = NonNullable<DeleteOptions["propagationPolicy"]>;
const DELETE_OPTIONS = { group: "", version: "v1", kind: "DeleteOptions" };
const POLICIES: readonly Propagation[] = ["Foreground", "Background", "Orphan"];

/** The options of a delete: those of the body when there is one, else those of the query. */
export function deleteOptions(
  body: Buffer | undefined,
  contentType: string | undefined,
  query: URLSearchParams,
): DeleteOptions {
  return body === undefined || body.length === 0
    ? fromQuery(query)
    : fromBody(readObject(body, contentType, DELETE_OPTIONS), query);
}

function fromQuery(query: URLSearchParams): DeleteOptions {
  const orphan = flag(query, "orphanDependents");
  return defined({
    propagationPolicy: policy(text(query, "propagationPolicy")) ?? inherited(orphan),
    gracePeriodSeconds: integer(query, "gracePeriodSeconds"),
    dryRun: isDryRun(query.getAll("dryRun"), "DeleteOptions") ? true : undefined,
  });
}

function fromBody(body: Readonly<Record<string, unknown>>, query: URLSearchParams): DeleteOptions {
  const dryRun = Array.isArray(body["dryRun"]) ? body["dryRun"].map(String) : [];
  return defined({
    propagationPolicy: policy(body["propagationPolicy"]) ?? inherited(body["orphanDependents"]),
    gracePeriodSeconds: gracePeriod(body["gracePeriodSeconds"]),
    preconditions: preconditions(body["preconditions"]),
    dryRun: isDryRun([...dryRun, ...query.getAll("dryRun")], "DeleteOptions") ? true : undefined,
  });
}

function policy(value: unknown): Propagation | undefined {
  if (value === undefined || value === null) return undefined;
  const found = POLICIES.find((each) => each === value);
  if (found === undefined) {
    throw optionError("DeleteOptions", {
      field: "propagationPolicy",
      reason: "FieldValueNotSupported",
      message: `${JSON.stringify(value)}: supported values: "Foreground", "Background", "Orphan", "nil"`,
    });
  }
  return found;
}

/** The older spelling of a policy. */
function inherited(orphanDependents: unknown): Propagation | undefined {
  if (typeof orphanDependents !== "boolean") return undefined;
  return orphanDependents ? "Orphan" : "Background";
}

function gracePeriod(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (Number.isInteger(value)) return Number(value);
  throw unreadable("gracePeriodSeconds", "a whole number", value);
}

function preconditions(value: unknown): DeleteOptions["preconditions"] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw unreadable("preconditions", "an object", value);
  const { uid, resourceVersion } = value;
  return defined({
    uid: typeof uid === "string" ? uid : undefined,
    resourceVersion: typeof resourceVersion === "string" ? resourceVersion : undefined,
  });
}

function unreadable(field: string, expected: string, got: unknown): SlipwayError {
  return new SlipwayError(
    "SLIP-API-008",
    `DeleteOptions.${field}: expected ${expected}, got ${JSON.stringify(got)}`,
  );
}
