import type { ErrorCause } from "@slipway/model";

/** A complaint about one field, in the words of a real API server. */
export interface FieldError extends ErrorCause {
  readonly field: string;
}

/** A value as the messages show it: text in quotes, everything else as JSON. */
export function shown(value: unknown): string {
  if (value === null) return '"null"';
  return JSON.stringify(value) ?? '"null"';
}

function complaint(reason: string, field: string, body: string, detail: string | undefined): FieldError {
  return { reason, field, message: detail === undefined || detail === "" ? body : `${body}: ${detail}` };
}

export const required = (field: string, detail?: string): FieldError =>
  complaint("FieldValueRequired", field, "Required value", detail);

export const invalidValue = (field: string, value: unknown, detail: string): FieldError =>
  complaint("FieldValueInvalid", field, `Invalid value: ${shown(value)}`, detail);

export const wrongType = (field: string, value: unknown, detail: string): FieldError =>
  complaint("FieldValueTypeInvalid", field, `Invalid value: ${shown(value)}`, detail);

export const forbiddenField = (field: string, detail: string): FieldError =>
  complaint("FieldValueForbidden", field, "Forbidden", detail);

export const duplicate = (field: string, value: unknown): FieldError =>
  complaint("FieldValueDuplicate", field, `Duplicate value: ${shown(value)}`, undefined);

export const unsupported = (field: string, value: unknown, supported: readonly unknown[]): FieldError =>
  complaint(
    "FieldValueNotSupported",
    field,
    `Unsupported value: ${shown(value)}`,
    `supported values: ${supported.map(shown).join(", ")}`,
  );

export const tooLong = (field: string, most: number): FieldError =>
  complaint("FieldValueTooLong", field, "Too long", `may not be more than ${most} bytes`);

export const tooMany = (field: string, count: number, most: number): FieldError =>
  complaint("FieldValueTooMany", field, `Too many: ${count}`, `must have at most ${most} items`);
