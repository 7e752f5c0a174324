import { defined } from "@slipway/model";
import type { WriteOptions } from "#embedded/apiserver/api-server.ts";
import { flag, text } from "#lib/http/parameters.ts";
import { type OptionsKind, optionError } from "./option-error.ts";

type FieldValidation = NonNullable<WriteOptions["fieldValidation"]>;
const VALIDATIONS: readonly FieldValidation[] = ["Ignore", "Strict", "Warn"];
const LONGEST_MANAGER = 128;

/** The parameters of a create, update or patch. The default manager is the client's name, up to its version. */
export function writeOptions(
  query: URLSearchParams,
  kind: OptionsKind,
  userAgent: string | undefined,
): WriteOptions {
  return defined({
    dryRun: isDryRun(query.getAll("dryRun"), kind) ? true : undefined,
    fieldValidation: fieldValidation(text(query, "fieldValidation"), kind),
    fieldManager: fieldManager(text(query, "fieldManager"), kind) ?? clientName(userAgent),
  });
}

/** The parameters of a patch: an apply names its manager, and nothing but an apply can be forced. */
export function patchOptions(
  query: URLSearchParams,
  apply: boolean,
  userAgent: string | undefined,
): WriteOptions {
  const force = flag(query, "force");
  if (apply && text(query, "fieldManager") === undefined) {
    throw optionError("PatchOptions", {
      field: "fieldManager",
      reason: "FieldValueRequired",
      message: "is required for apply patch",
    });
  }
  if (!apply && force !== undefined) {
    throw optionError("PatchOptions", {
      field: "force",
      reason: "FieldValueForbidden",
      message: "may not be specified for non-apply patch",
    });
  }
  return { ...writeOptions(query, "PatchOptions", userAgent), ...defined({ force }) };
}

export function isDryRun(values: readonly string[], kind: OptionsKind): boolean {
  const unknown = values.filter((value) => value !== "All" && value !== "");
  if (unknown.length > 0) {
    throw optionError(kind, {
      field: "dryRun",
      reason: "FieldValueNotSupported",
      message: `${JSON.stringify(unknown)}: supported values: "All"`,
    });
  }
  return values.includes("All");
}

function fieldValidation(value: string | undefined, kind: OptionsKind): FieldValidation | undefined {
  const found = VALIDATIONS.find((validation) => validation === value);
  if (value !== undefined && found === undefined) {
    throw optionError(kind, {
      field: "fieldValidation",
      reason: "FieldValueNotSupported",
      message: `${JSON.stringify(value)}: supported values: ${VALIDATIONS.map((each) => `"${each}"`).join(", ")}`,
    });
  }
  return found;
}

function fieldManager(value: string | undefined, kind: OptionsKind): string | undefined {
  if (value === undefined) return undefined;
  if (value.length > LONGEST_MANAGER || !/^\P{C}+$/u.test(value)) {
    throw optionError(kind, {
      field: "fieldManager",
      reason: "FieldValueInvalid",
      message: `expected at most ${LONGEST_MANAGER} printable characters, got ${value.length} characters`,
    });
  }
  return value;
}

function clientName(userAgent: string | undefined): string {
  const name = (userAgent ?? "").split("/")[0]?.replace(/\P{ASCII}|\p{C}/gu, "") ?? "";
  return name === "" ? "unknown" : name.slice(0, LONGEST_MANAGER);
}
