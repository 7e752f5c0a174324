import { describe, expect, test } from "vitest";
import { checkDocument, type PolicyUse } from "./policy-document.ts";

const statement = { Effect: "Allow", Action: "s3:ListBucket", Resource: "arn:aws:s3:::bucket" };
const trust = {
  Effect: "Allow",
  Principal: { Service: "sagemaker.amazonaws.com" },
  Action: "sts:AssumeRole",
};
const policy = (...Statement: readonly object[]) => ({ Version: "2012-10-17", Statement });

function said(document: unknown, use: PolicyUse = "managed"): string | undefined {
  try {
    checkDocument(typeof document === "string" ? document : JSON.stringify(document), use);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

// The grammar of AWS's "Grammar of the IAM JSON policy language", and IAM's own sentences as its users report them.
describe("a policy that IAM keeps", () => {
  test.each([
    { ...policy(), Statement: statement },
    { ...policy(statement), Id: "id" },
    policy({ ...statement, Resource: ["*", "arn:aws:s3:::bucket/*", "arn:aws-cn:s3:::bucket"] }),
    policy({ Effect: "Deny", NotAction: ["iam:*", "sts:*"], NotResource: "*" }),
    policy({ ...statement, Action: "*" }),
    policy({ ...statement, Resource: "arn:aws:iam::123456789012:role/service-role/*" }),
    policy({ ...statement, Resource: "arn:aws:s3:eu-west-1:123456789012:accesspoint/mine" }),
    policy({ ...statement, Condition: { Bool: { "aws:SecureTransport": false } } }),
    policy({ ...statement, Condition: { "ForAnyValue:StringLikeIfExists": { "aws:TagKeys": ["a*"] } } }),
    policy({ ...statement, Condition: { DateLessThan: { "aws:CurrentTime": "2026-01-31T10:00:00Z" } } }),
    policy({ ...statement, Condition: { DateLessThan: { "aws:EpochTime": 1_700_000_000 } } }),
    policy({ ...statement, Sid: "" }, { ...statement, Sid: "" }),
  ])("%j", (document) => {
    expect(said(document)).toBeUndefined();
  });

  test.each([
    policy(trust),
    { Statement: trust },
    policy({ ...trust, Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"] }),
    policy({ ...trust, Condition: { StringEquals: { "sts:ExternalId": "id" } } }),
  ])("of who may assume a role: %j", (document) => {
    expect(said(document, "trust")).toBeUndefined();
  });
});

const SYNTAX = "Syntax errors in policy.";
const LEGACY = "The policy failed legacy parsing";

test.each<[string, unknown, string]>([
  ["no JSON", "policy", SYNTAX],
  ["no statement", { Version: "2012-10-17" }, SYNTAX],
  ["an empty list", policy(), SYNTAX],
  ["a version that is none", { ...policy(statement), Version: "2013-10-17" }, SYNTAX],
  ["a member that is none", { ...policy(statement), More: 1 }, SYNTAX],
  ["a statement's member that is none", policy({ ...statement, More: 1 }), SYNTAX],
  ["an effect that is none", policy({ ...statement, Effect: "Maybe" }), SYNTAX],
  ["actions and others", policy({ ...statement, NotAction: "s3:Get*" }), SYNTAX],
  ["a list in a list", policy({ ...statement, Resource: [["*"]] }), SYNTAX],
  ["an operator that is none", policy({ ...statement, Condition: { Like: { a: "b" } } }), SYNTAX],
  ["a condition without a key", policy({ ...statement, Condition: { StringEquals: "b" } }), SYNTAX],
  ["the first version", { Statement: statement }, "Policy document must be version 2012-10-17 or greater."],
  ["an effect in lower case", policy({ ...statement, Effect: "allow" }), LEGACY],
  ["an ARN of five parts", policy({ ...statement, Resource: "arn:aws:s3::bucket" }), LEGACY],
  ["a date that is none", policy({ ...statement, Condition: { DateLessThan: { a: "soon" } } }), LEGACY],
  [
    "one Sid twice",
    policy({ ...statement, Sid: "a" }, { ...statement, Sid: "a" }),
    "Statement IDs (SID) in a single policy must be unique.",
  ],
  ["no action", policy({ ...statement, Action: [] }), "Policy statement must contain actions."],
  ["no resource", policy({ ...statement, Resource: [] }), "Policy statement must contain resources."],
  [
    "a principal",
    policy({ ...statement, Principal: "*" }),
    "Policy document should not specify a principal.",
  ],
  [
    "an action of no service",
    policy({ ...statement, Action: "ListBucket" }),
    "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
  ],
  ["two colons", policy({ ...statement, Action: "s3:a:b" }), "Actions/Condition can contain only one colon."],
  ["a service that is none", policy({ ...statement, Action: "s 3:Get" }), "Vendor s 3 is not valid"],
  ["no ARN", policy({ ...statement, Resource: "bucket" }), 'Resource bucket must be in ARN format or "*".'],
  [
    "another partition",
    policy({ ...statement, Resource: "arn:error:s3:::bucket" }),
    'Partition "error" is not valid for resource "arn:error:s3:::bucket".',
  ],
  [
    "a region of S3",
    policy({ ...statement, Resource: "arn:aws:s3:eu-west-1::bucket" }),
    "Resource arn:aws:s3:eu-west-1::bucket can not contain region information.",
  ],
])("%s is refused", (_, document, message) => {
  expect(said(document)).toBe(message);
});

test.each<[string, unknown, string]>([
  ["no JSON", "policy", "This policy contains invalid Json"],
  ["a resource", policy({ ...trust, Resource: "*" }), "Has prohibited field Resource"],
  ["nobody", policy({ Effect: "Allow", Action: "sts:AssumeRole" }), "Missing required field Principal"],
  [
    "what is no assuming",
    policy({ ...trust, Action: ["sts:AssumeRole", "sts:TagSessions"] }),
    "AssumeRole policy may only specify STS AssumeRole actions.",
  ],
])("who may assume a role: %s is refused", (_, document, message) => {
  expect(said(document, "trust")).toBe(message);
});

test("a policy of a role's own may be of the first version", () => {
  expect(said({ Statement: statement }, "permissions")).toBeUndefined();
});
