import type { SpecCause } from "./spec-cause.ts";

/** A cause for each value that an item of `list` before has in its `field` already; what says none has none. */
export function duplicates(
  values: readonly (string | undefined)[],
  { list, field }: { readonly list: string; readonly field: string },
): readonly SpecCause[] {
  return values.flatMap((value, index) =>
    value === undefined || values.indexOf(value) === index
      ? []
      : [
          {
            reason: "FieldValueDuplicate",
            message: `Duplicate value: "${value}"`,
            field: `${list}[${index}].${field}`,
          },
        ],
  );
}
