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
  "SLIP-RUN-005": {
    title: "There is no such runtime",
    why: "The annotation slipway.dev/runtime names what carries the object, and this is none of the names it may have.",
    remedy: "Write pods or sagemaker, or leave the annotation out; the default is pods.",
    http: 422,
    reason: "Invalid",
    aws: "ValidationException",
  },
  "SLIP-RUN-006": {
    title: "The node pool cannot be used as it stands",
    why: "Two taints of one key and effect, or a capacity that is no quantity, could not be true of any node, and of two pools that claim one instance type only one can be meant.",
    remedy: "Correct what the message names and apply the pool again.",
    http: 422,
    reason: "Invalid",
    aws: "ValidationException",
  },
} as const satisfies Record<string, CatalogueEntry>;
