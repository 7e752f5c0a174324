import type { CatalogueEntry } from "../entry.ts";

/** SLIP-IAM: roles and policies that the AWS door keeps for who asks for them. */
export const iam = {
  "SLIP-IAM-001": {
    title: "There is no such role or policy",
    why: "No role, policy or user of this name is kept for the namespace of the access key. Roles need not be: any role's ARN is taken wherever one is asked for.",
    remedy: "Create it (`aws iam create-role`), or write the role's whole ARN where its name stands.",
    http: 404,
    reason: "NotFound",
    aws: "NoSuchEntityException",
  },
  "SLIP-IAM-002": {
    title: "The name is taken",
    why: "A role or policy has this name already; names that differ by case alone are one.",
    remedy: "Use the one that is there, or choose another name.",
    http: 409,
    reason: "AlreadyExists",
    aws: "EntityAlreadyExistsException",
  },
  "SLIP-IAM-003": {
    title: "Something is attached to it still",
    why: "A role goes only once its policies are detached and deleted, a policy only once nothing has it.",
    remedy:
      "Detach its policies (`aws iam detach-role-policy`) and delete its own (`aws iam delete-role-policy`), then delete it.",
    http: 409,
    reason: "Conflict",
    aws: "DeleteConflictException",
  },
  "SLIP-IAM-004": {
    title: "A quota is used up",
    why: "AWS bounds how many roles and policies an account has, what is attached to a role and how long documents are; so does Slipway.",
    remedy: "Delete what is not needed, or shorten the document.",
    http: 409,
    reason: "Forbidden",
    aws: "LimitExceededException",
  },
  "SLIP-IAM-005": {
    title: "The policy document is malformed",
    why: "IAM keeps no document that is no policy, also where nobody asks what it allows.",
    remedy: "Correct what the message names; AWS's reference has the grammar of policies.",
    http: 400,
    reason: "BadRequest",
    aws: "MalformedPolicyDocumentException",
  },
  "SLIP-IAM-006": {
    title: "The role is a service's own",
    why: "A service-linked role changes by its service alone.",
    remedy: "Delete it with `aws iam delete-service-linked-role` if it is not needed.",
    http: 400,
    reason: "Forbidden",
    aws: "UnmodifiableEntityException",
  },
} as const satisfies Record<string, CatalogueEntry>;
