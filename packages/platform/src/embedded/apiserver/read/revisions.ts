import type { ListOptions } from "../api-server.ts";
import { type FieldError, forbiddenField, unsupported } from "../errors/field-error.ts";
import { badRequest, invalid, tooLargeRevision } from "../errors/status-errors.ts";

/** A resourceVersion as a number; undefined when unset. */
export function parseRevision(text: string | undefined, prefix = ""): number | undefined {
  if (text === undefined || text === "") return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw badRequest(
    `${prefix}resourceVersion: Invalid value: "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`,
  );
}

export function requireReached(wanted: number | undefined, head: number): void {
  if (wanted !== undefined && wanted > head) throw tooLargeRevision(wanted, head);
}

/** At which revision to list: exactly one, or the newest. */
export function listRevision(options: ListOptions, head: number): number | undefined {
  refuseMatch(options);
  const wanted = parseRevision(options.resourceVersion, "invalid resource version: ");
  requireReached(wanted, head);
  const exact =
    options.resourceVersionMatch === "Exact" ||
    (options.resourceVersionMatch === undefined && (options.limit ?? 0) > 0);
  return exact && wanted !== undefined && wanted > 0 ? wanted : undefined;
}

function refuseMatch(options: ListOptions): void {
  const match = options.resourceVersionMatch;
  if (match === undefined || match === "") return;
  const error = matchError(match, options);
  if (error !== undefined) throw invalid({ group: "meta.k8s.io", kind: "ListOptions" }, "", [error]);
}

function matchError(match: string, options: ListOptions): FieldError | undefined {
  const field = "resourceVersionMatch";
  if (options.continue !== undefined && options.continue !== "") {
    return forbiddenField(field, "resourceVersionMatch is forbidden when continue is provided");
  }
  if (options.resourceVersion === undefined || options.resourceVersion === "") {
    return forbiddenField(field, "resourceVersionMatch is forbidden unless resourceVersion is provided");
  }
  if (match !== "Exact" && match !== "NotOlderThan") {
    return unsupported(field, match, ["Exact", "NotOlderThan", ""]);
  }
  if (match === "Exact" && options.resourceVersion === "0") {
    return forbiddenField(field, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
  }
  return undefined;
}
