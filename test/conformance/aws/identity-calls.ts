/** A call to boto3, what it is answered, and where moto answers otherwise, that and why AWS's documentation decides for ours. */
export interface Call {
  /** Service, operation, input; and the number of the call whose temporary credentials it is made with. */
  readonly call: readonly [service: string, operation: string, input: object, as?: number];
  /** Absent means that it is taken. */
  readonly answer?: string;
  /** Words of the message, or members of the answer. */
  readonly says?: string | object;
  readonly moto?: readonly [answer: string, why: string];
}

const ROLE = "arn:aws:iam::123456789012:role/service-role/MyRole";
const S3 = "arn:aws:iam::aws:policy/AmazonS3FullAccess";
const SAGEMAKER = "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess";
const OWN = "arn:aws:iam::123456789012:policy/team/MyPolicy";
const LINKED = "AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint";
const LINKED_SERVICE = "sagemaker.application-autoscaling.amazonaws.com";

const document = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
const TRUST = document({
  Effect: "Allow",
  Principal: { Service: "sagemaker.amazonaws.com" },
  Action: "sts:AssumeRole",
});
const POLICY = document({ Effect: "Allow", Action: "s3:*", Resource: "*" });

const UNCHECKED = ["taken", "moto does not check the input's constraints"] as const;
const NO_AWS_POLICIES = "moto has AWS's own policies only where it is told to load them";

const assume = (input: object) => ({ RoleArn: ROLE, RoleSessionName: "me", ...input });

export const CALLS: readonly Call[] = [
  {
    call: ["sts", "get_caller_identity", {}],
    says: { Account: "123456789012", Arn: "arn:aws:iam::123456789012:user/owner" },
  },
  // 1: credentials of a role, used by the calls below.
  {
    call: ["sts", "assume_role", assume({ SourceIdentity: "somebody", ExternalId: "of-a-partner" })],
    says: {
      AssumedRoleUser: { Arn: "arn:aws:sts::123456789012:assumed-role/MyRole/me" },
      SourceIdentity: "somebody",
    },
  },
  {
    call: ["sts", "get_caller_identity", {}, 1],
    says: { Arn: "arn:aws:sts::123456789012:assumed-role/MyRole/me", Account: "123456789012" },
  },
  // 3: credentials of a role, made with those.
  { call: ["sts", "assume_role", { RoleArn: ROLE, RoleSessionName: "chained" }, 1] },
  {
    call: ["sts", "get_caller_identity", {}, 3],
    says: { Arn: "arn:aws:sts::123456789012:assumed-role/MyRole/chained" },
  },
  {
    call: ["sts", "assume_role", { RoleArn: ROLE, RoleSessionName: "chained", DurationSeconds: 3601 }, 1],
    answer: "ValidationError",
    says: "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
    moto: ["taken", "moto knows no role chaining"],
  },
  // 6: credentials of the user.
  { call: ["sts", "get_session_token", {}] },
  {
    call: ["sts", "get_caller_identity", {}, 6],
    says: { Arn: "arn:aws:iam::123456789012:user/owner" },
  },
  {
    call: ["sts", "get_session_token", {}, 6],
    answer: "AccessDenied",
    says: "Cannot call GetSessionToken with session credentials",
    moto: ["taken", "moto does not look at who calls"],
  },
  {
    call: ["sts", "assume_role", assume({ DurationSeconds: 899 })],
    answer: "ValidationError",
    moto: UNCHECKED,
  },
  {
    call: ["sts", "assume_role", assume({ DurationSeconds: 43_201, RoleSessionName: "a b" })],
    answer: "ValidationError",
    says: "2 validation errors detected: Value 'a b' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*; Value '43201' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 43200",
    moto: UNCHECKED,
  },
  { call: ["sts", "assume_role", {}], answer: "ValidationError", moto: ["unreadable", "moto breaks"] },
  {
    call: ["sts", "assume_role", assume({ RoleArn: "arn:aws:iam::123456789012:user/owner" })],
    answer: "ValidationError",
    says: "Request ARN is invalid",
    moto: UNCHECKED,
  },
  {
    call: ["sts", "assume_role", assume({ Policy: POLICY })],
    answer: "ValidationError",
    says: "Session policies are not served here",
    moto: ["taken", "moto leaves session policies out of account"],
  },
  {
    call: [
      "sts",
      "assume_role",
      assume({ SerialNumber: "arn:aws:iam::123456789012:mfa/me", TokenCode: "123456" }),
    ],
    answer: "ValidationError",
    says: "Multi-factor authentication is not served here",
    moto: ["taken", "moto asks for no second factor"],
  },
  {
    call: ["sts", "get_session_token", { DurationSeconds: 129_601 }],
    answer: "ValidationError",
    moto: UNCHECKED,
  },
  {
    call: ["sts", "decode_authorization_message", { EncodedMessage: "x" }],
    answer: "UnknownOperationException",
    says: '"DecodeAuthorizationMessage" is not served here; served are AssumeRole',
    moto: ["unreadable", "moto breaks"],
  },
  {
    call: ["iam", "get_user", {}],
    says: { User: { UserName: "owner", Arn: "arn:aws:iam::123456789012:user/owner" } },
  },
  { call: ["iam", "get_user", { UserName: "nobody" }], answer: "NoSuchEntity" },
  {
    call: ["iam", "get_user", {}, 1],
    answer: "ValidationError",
    says: "Must specify userName when calling with non-User credentials",
    moto: ["taken", "moto does not look at who calls"],
  },
  {
    call: [
      "iam",
      "create_role",
      {
        RoleName: "R",
        Path: "/service-role/",
        AssumeRolePolicyDocument: TRUST,
        Description: "d",
        MaxSessionDuration: 7200,
        Tags: [{ Key: "a", Value: "b" }],
      },
    ],
    says: {
      Role: {
        Arn: "arn:aws:iam::123456789012:role/service-role/R",
        AssumeRolePolicyDocument: JSON.parse(TRUST),
        Tags: [{ Key: "a", Value: "b" }],
      },
    },
  },
  {
    call: ["iam", "create_role", { RoleName: "r", AssumeRolePolicyDocument: TRUST }],
    answer: "EntityAlreadyExists",
    says: "Role with name r already exists.",
    moto: ["taken", "names of roles are one whatever their case: IAM's reference of CreateRole"],
  },
  {
    call: ["iam", "create_role", { RoleName: "X", AssumeRolePolicyDocument: "{" }],
    answer: "MalformedPolicyDocument",
    moto: ["taken", "moto does not look into trust policies"],
  },
  {
    call: ["iam", "create_role", { RoleName: "Y", AssumeRolePolicyDocument: POLICY }],
    answer: "MalformedPolicyDocument",
    says: "Has prohibited field Resource",
    moto: ["taken", "moto does not look into trust policies"],
  },
  {
    call: [
      "iam",
      "create_role",
      { RoleName: "a".repeat(65), AssumeRolePolicyDocument: TRUST, MaxSessionDuration: 1 },
    ],
    answer: "ValidationError",
    says: "2 validation errors detected: ",
    moto: UNCHECKED,
  },
  { call: ["iam", "get_role", { RoleName: "r" }], says: { Role: { RoleName: "R" } } },
  {
    call: ["iam", "get_role", { RoleName: "nope" }],
    answer: "NoSuchEntity",
    says: "The role with name nope cannot be found.",
  },
  {
    call: ["iam", "list_roles", { PathPrefix: "/service-role/" }],
    says: { IsTruncated: false, Roles: [{ RoleName: "R" }] },
  },
  {
    call: ["iam", "list_roles", { Marker: "nonsense" }],
    answer: "ValidationError",
    moto: ["unreadable", "moto breaks"],
  },
  {
    call: ["iam", "attach_role_policy", { RoleName: "R", PolicyArn: SAGEMAKER }],
    moto: ["NoSuchEntity", NO_AWS_POLICIES],
  },
  {
    call: ["iam", "attach_role_policy", { RoleName: "R", PolicyArn: SAGEMAKER }],
    moto: ["NoSuchEntity", NO_AWS_POLICIES],
  },
  {
    call: ["iam", "attach_role_policy", { RoleName: "R", PolicyArn: `${SAGEMAKER}s` }],
    answer: "NoSuchEntity",
  },
  { call: ["iam", "attach_role_policy", { RoleName: "nope", PolicyArn: SAGEMAKER }], answer: "NoSuchEntity" },
  {
    call: ["iam", "list_attached_role_policies", { RoleName: "R" }],
    says: { AttachedPolicies: [{ PolicyName: "AmazonSageMakerFullAccess", PolicyArn: SAGEMAKER }] },
  },
  { call: ["iam", "put_role_policy", { RoleName: "R", PolicyName: "p", PolicyDocument: POLICY }] },
  {
    call: ["iam", "put_role_policy", { RoleName: "R", PolicyName: "q", PolicyDocument: "no" }],
    answer: "MalformedPolicyDocument",
  },
  {
    call: ["iam", "put_role_policy", { RoleName: "R", PolicyName: "q", PolicyDocument: TRUST }],
    answer: "MalformedPolicyDocument",
  },
  {
    call: ["iam", "get_role_policy", { RoleName: "R", PolicyName: "p" }],
    says: { PolicyDocument: JSON.parse(POLICY) },
  },
  { call: ["iam", "get_role_policy", { RoleName: "R", PolicyName: "q" }], answer: "NoSuchEntity" },
  {
    call: ["iam", "list_role_policies", { RoleName: "R" }],
    says: { PolicyNames: ["p"], IsTruncated: false },
  },
  {
    call: ["iam", "delete_role", { RoleName: "R" }],
    answer: "DeleteConflict",
    says: "Cannot delete entity, must detach all policies first.",
  },
  {
    call: ["iam", "detach_role_policy", { RoleName: "R", PolicyArn: SAGEMAKER }],
    moto: ["NoSuchEntity", NO_AWS_POLICIES],
  },
  { call: ["iam", "detach_role_policy", { RoleName: "R", PolicyArn: SAGEMAKER }], answer: "NoSuchEntity" },
  {
    call: ["iam", "delete_role", { RoleName: "R" }],
    answer: "DeleteConflict",
    says: "Cannot delete entity, must delete policies first.",
  },
  { call: ["iam", "delete_role_policy", { RoleName: "R", PolicyName: "p" }] },
  { call: ["iam", "delete_role_policy", { RoleName: "R", PolicyName: "p" }], answer: "NoSuchEntity" },
  {
    call: [
      "iam",
      "tag_role",
      {
        RoleName: "R",
        Tags: [
          { Key: "A", Value: "z" },
          { Key: "c", Value: "" },
        ],
      },
    ],
  },
  {
    call: ["iam", "list_role_tags", { RoleName: "R" }],
    says: {
      Tags: [
        { Key: "A", Value: "z" },
        { Key: "c", Value: "" },
      ],
      IsTruncated: false,
    },
  },
  { call: ["iam", "untag_role", { RoleName: "R", TagKeys: ["a"] }] },
  {
    call: [
      "iam",
      "tag_role",
      {
        RoleName: "R",
        Tags: [
          { Key: "x", Value: "1" },
          { Key: "X", Value: "2" },
        ],
      },
    ],
    answer: "InvalidInput",
  },
  { call: ["iam", "update_role", { RoleName: "R", Description: "new", MaxSessionDuration: 3600 }] },
  { call: ["iam", "update_assume_role_policy", { RoleName: "R", PolicyDocument: TRUST }] },
  {
    call: ["iam", "update_role_description", { RoleName: "R", Description: "newer" }],
    says: { Role: { Description: "newer", MaxSessionDuration: 3600 } },
  },
  {
    call: [
      "sts",
      "assume_role",
      assume({ RoleArn: "arn:aws:iam::123456789012:role/R", DurationSeconds: 7200 }),
    ],
    answer: "ValidationError",
    says: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    moto: ["taken", "moto does not look at the role"],
  },
  { call: ["iam", "list_instance_profiles_for_role", { RoleName: "R" }], says: { InstanceProfiles: [] } },
  {
    call: ["iam", "create_policy", { PolicyName: "MyPolicy", Path: "/team/", PolicyDocument: POLICY }],
    says: { Policy: { Arn: OWN, DefaultVersionId: "v1", AttachmentCount: 0 } },
  },
  {
    call: ["iam", "create_policy", { PolicyName: "MyPolicy", Path: "/team/", PolicyDocument: POLICY }],
    answer: "EntityAlreadyExists",
    says: "A policy called MyPolicy already exists. Duplicate names are not allowed.",
  },
  {
    call: ["iam", "create_policy", { PolicyName: "Z", PolicyDocument: "{}" }],
    answer: "MalformedPolicyDocument",
  },
  { call: ["iam", "attach_role_policy", { RoleName: "R", PolicyArn: OWN }] },
  { call: ["iam", "get_policy", { PolicyArn: OWN }], says: { Policy: { AttachmentCount: 1 } } },
  {
    call: ["iam", "get_policy_version", { PolicyArn: OWN, VersionId: "v1" }],
    says: { PolicyVersion: { Document: JSON.parse(POLICY), IsDefaultVersion: true } },
  },
  { call: ["iam", "get_policy_version", { PolicyArn: OWN, VersionId: "v2" }], answer: "NoSuchEntity" },
  { call: ["iam", "list_policy_versions", { PolicyArn: OWN }], says: { Versions: [{ VersionId: "v1" }] } },
  { call: ["iam", "list_policies", { Scope: "Local" }], says: { Policies: [{ Arn: OWN }] } },
  {
    call: ["iam", "get_policy", { PolicyArn: S3 }],
    says: { Policy: { PolicyName: "AmazonS3FullAccess" } },
    moto: ["NoSuchEntity", NO_AWS_POLICIES],
  },
  { call: ["iam", "get_policy", { PolicyArn: `${OWN}s` }], answer: "NoSuchEntity" },
  {
    call: ["iam", "delete_policy", { PolicyArn: OWN }],
    answer: "DeleteConflict",
    says: "Cannot delete a policy attached to entities.",
    moto: ["taken", "moto deletes what is attached"],
  },
  {
    call: ["iam", "detach_role_policy", { RoleName: "R", PolicyArn: OWN }],
    moto: ["NoSuchEntity", "moto has deleted it before"],
  },
  {
    call: ["iam", "delete_policy", { PolicyArn: OWN }],
    moto: ["NoSuchEntity", "moto has deleted it before"],
  },
  { call: ["iam", "delete_policy", { PolicyArn: OWN }], answer: "NoSuchEntity" },
  {
    call: ["iam", "create_service_linked_role", { AWSServiceName: LINKED_SERVICE }],
    says: { Role: { RoleName: LINKED, Path: `/aws-service-role/${LINKED_SERVICE}/` } },
  },
  {
    call: ["iam", "create_service_linked_role", { AWSServiceName: LINKED_SERVICE }],
    answer: "InvalidInput",
    moto: ["EntityAlreadyExists", "IAM's reference of CreateServiceLinkedRole declares no such error"],
  },
  {
    call: [
      "iam",
      "create_service_linked_role",
      { AWSServiceName: "sagemaker.amazonaws.com", CustomSuffix: "x" },
    ],
    answer: "InvalidInput",
    moto: ["taken", "moto takes a suffix for every service"],
  },
  {
    call: ["iam", "delete_role", { RoleName: LINKED }],
    answer: "UnmodifiableEntity",
    moto: ["NoSuchEntity", "moto calls the role otherwise than Application Auto Scaling's user guide"],
  },
  {
    call: ["iam", "delete_service_linked_role", { RoleName: LINKED }],
    moto: ["NoSuchEntity", "as above"],
  },
  {
    call: [
      "iam",
      "simulate_principal_policy",
      { PolicySourceArn: ROLE, ActionNames: ["s3:GetObject"], ResourceArns: ["arn:aws:s3:::b/*"] },
    ],
    says: { EvaluationResults: [{ EvalActionName: "s3:GetObject", EvalDecision: "allowed" }] },
    moto: ["unreadable", "moto does not have it"],
  },
  {
    call: ["iam", "delete_role", { RoleName: "R" }],
    moto: ["DeleteConflict", "moto has lost the policy that is attached"],
  },
  {
    call: ["iam", "delete_role", { RoleName: "R" }],
    answer: "NoSuchEntity",
    moto: ["DeleteConflict", "moto has lost the policy that is attached"],
  },
  {
    call: ["iam", "list_users", {}],
    answer: "UnknownOperationException",
    says: '"ListUsers" is not served here; served are',
    moto: ["taken", "moto serves users"],
  },
];
