import type { CatalogueEntry } from "../entry.ts";

/** SLIP-RUN: what keeps a job from running, told in its conditions. */
export const run = {
  "SLIP-RUN-001": {
    title: "A metric's regular expression cannot be used",
    why: "Metric expressions are matched with RE2, whose time is linear; look-around and back-references do not exist there, and every expression needs one group for the value.",
    remedy: "Rewrite the expression without them; its first group must capture the number.",
    http: 422,
    reason: "Invalid",
    aws: "ValidationException",
  },
  "SLIP-RUN-002": {
    title: "The job asks for something Slipway cannot do yet",
    why: "The field is a valid one, but this runtime has nothing behind it, and ignoring it would change what the job means.",
    remedy: "Remove the field or run the object on a runtime that has it; the README says what works today.",
    http: 422,
    reason: "Invalid",
    aws: "ValidationException",
  },
  "SLIP-RUN-003": {
    title: "The name is in use",
    why: "Another object in this account has the same AWS name; the older one keeps it.",
    remedy: "Give this object another name, or delete the other one and apply this one again.",
    http: 409,
    reason: "AlreadyExists",
    aws: "ResourceInUse",
  },
  "SLIP-RUN-004": {
    title: "The spec is invalid",
    why: "A field breaks a constraint that SageMaker's API states for it.",
    remedy: "Correct the fields the message names and apply again.",
    http: 422,
    reason: "Invalid",
    aws: "ValidationException",
  },
} as const satisfies Record<string, CatalogueEntry>;
