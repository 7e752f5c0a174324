import { SlipwayError } from "@slipway/model";

export type OptionsKind =
  | "ListOptions"
  | "CreateOptions"
  | "UpdateOptions"
  | "PatchOptions"
  | "DeleteOptions";

interface Complaint {
  readonly field: string;
  readonly reason:
    | "FieldValueForbidden"
    | "FieldValueNotSupported"
    | "FieldValueRequired"
    | "FieldValueInvalid";
  readonly message: string;
}

const WORDS: Readonly<Record<Complaint["reason"], string>> = {
  FieldValueForbidden: "Forbidden: ",
  FieldValueNotSupported: "Unsupported value: ",
  FieldValueRequired: "Required value: ",
  FieldValueInvalid: "Invalid value: ",
};

/** What a real API server says of a request's parameter that is well-formed and means nothing here. */
export function optionError(kind: OptionsKind, complaint: Complaint): SlipwayError {
  const message = WORDS[complaint.reason] + complaint.message;
  return new SlipwayError(
    "SLIP-API-004",
    `${kind}.meta.k8s.io "" is invalid: ${complaint.field}: ${message}`,
    {
      details: {
        group: "meta.k8s.io",
        kind,
        causes: [{ reason: complaint.reason, message, field: complaint.field }],
      },
    },
  );
}
