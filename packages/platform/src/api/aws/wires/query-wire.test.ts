import { IAM } from "@slipway/model/aws/iam/service.ts";
import { expect, test } from "vitest";
import { decode } from "../control/codec.ts";
import { queryWire } from "./query-wire.ts";
import { received } from "./testing/received.ts";
import { wiresOf } from "./wires-of.ts";

const FACTS = { version: "2010-05-08", namespace: "https://iam.amazonaws.com/doc/2010-05-08/" };
const wire = queryWire(IAM, FACTS);
const FORM = { headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" } };
const form = (text: string) => received(text, FORM);
const read = (name: string, text: string) => decode(wire, { service: IAM, name }, form(text));

test("a request names its operation in its form or in its URL", () => {
  expect(wire.operationIn(form("Action=GetRole&Version=2010-05-08&RoleName=r"))).toBe("GetRole");
  expect(wire.operationIn(form("Action=GetRole"))).toBe("GetRole");
  expect(wire.operationIn(form("Action=GetRole&Version=2015-01-01"))).toBe("");
  const get = received("", { method: "GET", url: "/?Action=ListRoles&Version=2010-05-08" });
  expect(wire.takes(get.request)).toBe(true);
  expect(wire.operationIn(get)).toBe("ListRoles");
});

test("lists and structures in them are read by their numbers, in order, and what is not known is left out", () => {
  const text =
    "RoleName=r&Tags.member.2.Key=b&Tags.member.2.Value=2&Tags.member.10.Key=c&Tags.member.10.Value=3" +
    "&Tags.member.1.Key=a&Tags.member.1.Value=1&Unheard.member.1=x&__proto__.x=1";
  expect(read("TagRole", text)).toEqual({
    RoleName: "r",
    Tags: [
      { Key: "a", Value: "1" },
      { Key: "b", Value: "2" },
      { Key: "c", Value: "3" },
    ],
  });
  expect(read("TagRole", "RoleName=r&Tags=")).toEqual({ RoleName: "r", Tags: [] });
});

test("several breaches are told in one answer", () => {
  expect(() => read("CreateRole", `RoleName=${"r".repeat(65)}`)).toThrow(
    expect.objectContaining({
      type: "ValidationException",
      message: `2 validation errors detected: Value '${"r".repeat(65)}' at 'roleName' failed to satisfy constraint: Member must have length less than or equal to 64; Value null at 'assumeRolePolicyDocument' failed to satisfy constraint: Member must not be null`,
    }),
  );
});

test.each([
  ["MaxItems=many", '"many" is no whole number'],
  ["MaxItems=1.5", '"1.5" is no whole number'],
])("%s cannot be read", (text, message) => {
  expect(() => read("ListRoles", text)).toThrow(expect.objectContaining({ type: "MalformedInput", message }));
});

test("a list's index must be one", () => {
  expect(() => read("TagRole", "RoleName=r&Tags.member.x.Key=a")).toThrow('"x" is no index of a list');
});

test("depth and number of parameters have bounds", () => {
  expect(() => read("GetRole", `${"a.".repeat(200)}=1`)).toThrow("nests more than 100 levels deep");
  const many = Array.from({ length: 20_000 }, (_, index) => `p${index}=1`).join("&");
  expect(() => read("GetRole", many)).toThrow("has more than 15000 values");
});

test("an answer is the operation's element with its result and the request's id", () => {
  const answer = { PolicyNames: ["a&b"], IsTruncated: false };
  expect(Buffer.from(wire.write({ service: IAM, name: "ListRolePolicies" }, answer, "id")).toString()).toBe(
    '<ListRolePoliciesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListRolePoliciesResult><PolicyNames><member>a&amp;b</member></PolicyNames><IsTruncated>false</IsTruncated></ListRolePoliciesResult><ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></ListRolePoliciesResponse>',
  );
  const odd = { PolicyNames: ["a\u0000b"], IsTruncated: false };
  expect(Buffer.from(wire.write({ service: IAM, name: "ListRolePolicies" }, odd, "id")).toString()).toContain(
    "<member>a\ufffdb</member>",
  );
  expect(Buffer.from(wire.write({ service: IAM, name: "DeleteRole" }, {}, "id")).toString()).toBe(
    '<DeleteRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></DeleteRoleResponse>',
  );
});

test("a service of several protocols is spoken to in each of them, by the head of a request", () => {
  const service = {
    ...IAM,
    protocols: { cbor: { service: "S" }, json: { targetPrefix: "S" }, query: FACTS },
  };
  const wires = wiresOf(service);
  const spoken = (head: Parameters<typeof received>[1]) => {
    const { request } = received("", head);
    return wires.find((each) => each.takes(request))?.protocolOf(request).contentType;
  };
  const target = { "x-amz-target": "S.GetRole" };
  expect(spoken({ headers: { "smithy-protocol": "rpc-v2-cbor" } })).toBe("application/cbor");
  expect(spoken({ headers: { ...target, "content-type": "application/x-amz-json-1.0" } })).toBe(
    "application/x-amz-json-1.0",
  );
  expect(spoken({ headers: target })).toBe("application/x-amz-json-1.1");
  expect(spoken(FORM)).toBe("text/xml");
  expect(spoken({ headers: { "content-type": "text/csv" } })).toBeUndefined();
});
