// Made by `npm run generate` from AWS's service model; do not edit.
import type { AwsProtocols, QueryError } from "../service.ts";
import type { Operation } from "../shape.ts";

export const PROTOCOLS: AwsProtocols = { query: { version: "2010-05-08", namespace: "https://iam.amazonaws.com/doc/2010-05-08/" } };

export const QUERY_ERRORS: Readonly<Record<string, QueryError>> = {
  ConcurrentModificationException: { code: "ConcurrentModification", status: 409 },
  DeleteConflictException: { code: "DeleteConflict", status: 409 },
  EntityAlreadyExistsException: { code: "EntityAlreadyExists", status: 409 },
  InvalidInputException: { code: "InvalidInput", status: 400 },
  LimitExceededException: { code: "LimitExceeded", status: 409 },
  MalformedPolicyDocumentException: { code: "MalformedPolicyDocument", status: 400 },
  NoSuchEntityException: { code: "NoSuchEntity", status: 404 },
  PolicyEvaluationException: { code: "PolicyEvaluation", status: 500 },
  PolicyNotAttachableException: { code: "PolicyNotAttachable", status: 400 },
  ServiceFailureException: { code: "ServiceFailure", status: 500 },
  UnmodifiableEntityException: { code: "UnmodifiableEntity", status: 400 },
};

export const OPERATIONS = {
  AttachRolePolicy: {
    input: "AttachRolePolicyRequest",
    errors: [
      "NoSuchEntityException",
      "LimitExceededException",
      "InvalidInputException",
      "UnmodifiableEntityException",
      "PolicyNotAttachableException",
      "ServiceFailureException",
    ],
  },
  CreatePolicy: {
    input: "CreatePolicyRequest",
    output: "CreatePolicyResponse",
    errors: [
      "InvalidInputException",
      "LimitExceededException",
      "EntityAlreadyExistsException",
      "MalformedPolicyDocumentException",
      "ConcurrentModificationException",
      "ServiceFailureException",
    ],
    wrapper: "CreatePolicyResult",
  },
  CreateRole: {
    input: "CreateRoleRequest",
    output: "CreateRoleResponse",
    errors: [
      "LimitExceededException",
      "InvalidInputException",
      "EntityAlreadyExistsException",
      "MalformedPolicyDocumentException",
      "ConcurrentModificationException",
      "ServiceFailureException",
    ],
    wrapper: "CreateRoleResult",
  },
  CreateServiceLinkedRole: {
    input: "CreateServiceLinkedRoleRequest",
    output: "CreateServiceLinkedRoleResponse",
    errors: ["InvalidInputException", "LimitExceededException", "NoSuchEntityException", "ServiceFailureException"],
    wrapper: "CreateServiceLinkedRoleResult",
  },
  DeletePolicy: {
    input: "DeletePolicyRequest",
    errors: ["NoSuchEntityException", "LimitExceededException", "InvalidInputException", "DeleteConflictException", "ServiceFailureException"],
  },
  DeleteRole: {
    input: "DeleteRoleRequest",
    errors: [
      "NoSuchEntityException",
      "DeleteConflictException",
      "LimitExceededException",
      "UnmodifiableEntityException",
      "ConcurrentModificationException",
      "ServiceFailureException",
    ],
  },
  DeleteRolePolicy: { input: "DeleteRolePolicyRequest", errors: ["NoSuchEntityException", "LimitExceededException", "UnmodifiableEntityException", "ServiceFailureException"] },
  DeleteServiceLinkedRole: {
    input: "DeleteServiceLinkedRoleRequest",
    output: "DeleteServiceLinkedRoleResponse",
    errors: ["NoSuchEntityException", "LimitExceededException", "ServiceFailureException"],
    wrapper: "DeleteServiceLinkedRoleResult",
  },
  DetachRolePolicy: {
    input: "DetachRolePolicyRequest",
    errors: ["NoSuchEntityException", "LimitExceededException", "InvalidInputException", "UnmodifiableEntityException", "ServiceFailureException"],
  },
  GetPolicy: {
    input: "GetPolicyRequest",
    output: "GetPolicyResponse",
    errors: ["NoSuchEntityException", "InvalidInputException", "ServiceFailureException"],
    wrapper: "GetPolicyResult",
  },
  GetPolicyVersion: {
    input: "GetPolicyVersionRequest",
    output: "GetPolicyVersionResponse",
    errors: ["NoSuchEntityException", "InvalidInputException", "ServiceFailureException"],
    wrapper: "GetPolicyVersionResult",
  },
  GetRole: { input: "GetRoleRequest", output: "GetRoleResponse", errors: ["NoSuchEntityException", "ServiceFailureException"], wrapper: "GetRoleResult" },
  GetRolePolicy: {
    input: "GetRolePolicyRequest",
    output: "GetRolePolicyResponse",
    errors: ["NoSuchEntityException", "ServiceFailureException"],
    wrapper: "GetRolePolicyResult",
  },
  GetServiceLinkedRoleDeletionStatus: {
    input: "GetServiceLinkedRoleDeletionStatusRequest",
    output: "GetServiceLinkedRoleDeletionStatusResponse",
    errors: ["NoSuchEntityException", "InvalidInputException", "ServiceFailureException"],
    wrapper: "GetServiceLinkedRoleDeletionStatusResult",
  },
  GetUser: { input: "GetUserRequest", output: "GetUserResponse", errors: ["NoSuchEntityException", "ServiceFailureException"], wrapper: "GetUserResult" },
  ListAttachedRolePolicies: {
    input: "ListAttachedRolePoliciesRequest",
    output: "ListAttachedRolePoliciesResponse",
    errors: ["NoSuchEntityException", "InvalidInputException", "ServiceFailureException"],
    items: ["AttachedPolicies", "AttachedPolicy"],
    wrapper: "ListAttachedRolePoliciesResult",
  },
  ListInstanceProfilesForRole: {
    input: "ListInstanceProfilesForRoleRequest",
    output: "ListInstanceProfilesForRoleResponse",
    errors: ["NoSuchEntityException", "ServiceFailureException"],
    items: ["InstanceProfiles", "InstanceProfile"],
    wrapper: "ListInstanceProfilesForRoleResult",
  },
  ListPolicies: {
    input: "ListPoliciesRequest",
    output: "ListPoliciesResponse",
    errors: ["ServiceFailureException"],
    items: ["Policies", "Policy"],
    wrapper: "ListPoliciesResult",
  },
  ListPolicyVersions: {
    input: "ListPolicyVersionsRequest",
    output: "ListPolicyVersionsResponse",
    errors: ["NoSuchEntityException", "InvalidInputException", "ServiceFailureException"],
    items: ["Versions", "PolicyVersion"],
    wrapper: "ListPolicyVersionsResult",
  },
  ListRolePolicies: {
    input: "ListRolePoliciesRequest",
    output: "ListRolePoliciesResponse",
    errors: ["NoSuchEntityException", "ServiceFailureException"],
    items: ["PolicyNames", "policyNameType"],
    wrapper: "ListRolePoliciesResult",
  },
  ListRoles: { input: "ListRolesRequest", output: "ListRolesResponse", errors: ["ServiceFailureException"], items: ["Roles", "Role"], wrapper: "ListRolesResult" },
  ListRoleTags: {
    input: "ListRoleTagsRequest",
    output: "ListRoleTagsResponse",
    errors: ["NoSuchEntityException", "ServiceFailureException"],
    items: ["Tags", "Tag"],
    wrapper: "ListRoleTagsResult",
  },
  PutRolePolicy: {
    input: "PutRolePolicyRequest",
    errors: ["LimitExceededException", "MalformedPolicyDocumentException", "NoSuchEntityException", "UnmodifiableEntityException", "ServiceFailureException"],
  },
  SimulatePrincipalPolicy: {
    input: "SimulatePrincipalPolicyRequest",
    output: "SimulatePolicyResponse",
    errors: ["NoSuchEntityException", "InvalidInputException", "PolicyEvaluationException"],
    wrapper: "SimulatePrincipalPolicyResult",
  },
  TagRole: {
    input: "TagRoleRequest",
    errors: ["NoSuchEntityException", "LimitExceededException", "InvalidInputException", "ConcurrentModificationException", "ServiceFailureException"],
  },
  UntagRole: { input: "UntagRoleRequest", errors: ["NoSuchEntityException", "ConcurrentModificationException", "ServiceFailureException"] },
  UpdateAssumeRolePolicy: {
    input: "UpdateAssumeRolePolicyRequest",
    errors: ["NoSuchEntityException", "MalformedPolicyDocumentException", "LimitExceededException", "UnmodifiableEntityException", "ServiceFailureException"],
  },
  UpdateRole: {
    input: "UpdateRoleRequest",
    output: "UpdateRoleResponse",
    errors: ["UnmodifiableEntityException", "NoSuchEntityException", "ServiceFailureException"],
    wrapper: "UpdateRoleResult",
  },
  UpdateRoleDescription: {
    input: "UpdateRoleDescriptionRequest",
    output: "UpdateRoleDescriptionResponse",
    errors: ["NoSuchEntityException", "UnmodifiableEntityException", "ServiceFailureException"],
    wrapper: "UpdateRoleDescriptionResult",
  },
} as const satisfies Readonly<Record<string, Operation>>;
