import { cbor } from "@smithy/core/cbor";
import type { Random } from "../../soak/random.ts";
import type { FuzzRequest } from "../support/fuzz-request.ts";
import { anyValue, mutateBytes, mutateText, pick } from "../support/mutate.ts";
import { signed } from "../support/sign.ts";
import type { FuzzTarget } from "../support/target.ts";
import { spoil } from "./sagemaker-request.ts";

interface Draft {
  readonly method: string;
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Record<string, string>;
  readonly body: Buffer;
  /** What it is signed for; absent: any. */
  readonly service?: string | undefined;
}

type Make = (random: Random) => Draft;

const SERVICES = ["monitoring", "sts", "iam", "sqs", "logs", "application-autoscaling", "sagemaker", "x"];
const OPERATIONS = [
  "PutMetricData",
  "GetMetricData",
  "ListMetrics",
  "GetCallerIdentity",
  "AssumeRole",
  "GetRole",
];

/** Roles that are made, changed and looked at, with documents and paths of every kind. */
const ROLES: readonly ((random: Random) => Readonly<Record<string, string>>)[] = [
  (random) => ({
    Action: "CreateRole",
    RoleName: name(random),
    Path: pick(random, ["/", "/a/", "//", "/aws-service-role/x/", "a"]),
    AssumeRolePolicyDocument: policyText(random),
    MaxSessionDuration: pick(random, ["3600", "1", "1e9", "NaN", "-0"]),
    "Tags.member.1.Key": mutateText(random, "key"),
    "Tags.member.1.Value": "",
  }),
  (random) => ({
    Action: "UpdateAssumeRolePolicy",
    RoleName: name(random),
    PolicyDocument: policyText(random),
  }),
  (random) => ({
    Action: "PutRolePolicy",
    RoleName: name(random),
    PolicyName: name(random),
    PolicyDocument: policyText(random),
  }),
  (random) => ({ Action: "CreatePolicy", PolicyName: name(random), PolicyDocument: policyText(random) }),
  (random) => ({
    Action: "ListRoles",
    Marker: mutateText(random, "YWZ0ZXI6cm9sZQ=="),
    MaxItems: pick(random, ["1", "1000"]),
  }),
  (random) => ({
    Action: "AttachRolePolicy",
    RoleName: name(random),
    PolicyArn: mutateText(random, "arn:aws:iam::aws:policy/AmazonS3FullAccess"),
  }),
  (random) => ({ Action: pick(random, ["GetRole", "DeleteRole", "ListRoleTags"]), RoleName: name(random) }),
  (random) => ({
    Action: "CreateServiceLinkedRole",
    AWSServiceName: mutateText(random, "sagemaker.amazonaws.com"),
  }),
  (random) => ({
    Action: "SimulatePrincipalPolicy",
    PolicySourceArn: mutateText(random, "arn:aws:iam::123456789012:role/r"),
    ...Object.fromEntries(
      Array.from({ length: random.between(1, 300) }, (_, n) => [`ActionNames.member.${n + 1}`, `s3:Get${n}`]),
    ),
    ...Object.fromEntries(
      Array.from({ length: random.between(1, 300) }, (_, n) => [`ResourceArns.member.${n + 1}`, "*"]),
    ),
  }),
];

const name = (random: Random): string =>
  random.chance(0.6) ? `role-${random.between(1, 5)}` : mutateText(random, "constructor");

const policyText = (random: Random): string => {
  const statement = { Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" };
  const whole = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  return pick(random, [
    whole,
    mutateText(random, whole),
    JSON.stringify(anyValue(random)),
    "[".repeat(50_000),
  ]);
};
const FORM = "application/x-www-form-urlencoded; charset=utf-8";

const list = (count: number, item: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => item(index)).join("");

/** CBOR by hand: what no encoder writes. */
const CBOR: readonly ((random: Random) => Buffer)[] = [
  (random) => Buffer.from(cbor.serialize({ Namespace: "fuzz", MetricData: anyValue(random) })),
  (random) => Buffer.from(cbor.serialize(anyValue(random))),
  // Arrays, maps and tags in each other, without end.
  (random) => Buffer.alloc(random.between(1, 200_000), pick(random, [0x81, 0x9f, 0xa1, 0xbf, 0xc1, 0xd8])),
  // Lengths that do not follow: of an array, a map, bytes, a text.
  (random) => Buffer.from([pick(random, [0x9b, 0xbb, 0x5b, 0x7b]), ...Array<number>(8).fill(0xff)]),
  (random) => Buffer.from([pick(random, [0x9a, 0xba, 0x5a, 0x7a]), 0x7f, 0xff, 0xff, 0xff, 1, 2]),
  // Large numbers, halves of floats, text that is no UTF-8, a map with one key again and again.
  () => Buffer.from("c249ffffffffffffffffff", "hex"),
  () => Buffer.from("f97e00fb7ff0000000000000", "hex"),
  () => Buffer.from("63ffffff", "hex"),
  (random) =>
    Buffer.concat([
      Buffer.from([0xbf]),
      ...Array<Buffer>(random.between(1, 5_000)).fill(Buffer.from("616101", "hex")),
    ]),
];

const MADE: readonly Make[] = [
  (random) => {
    const bytes = pick(random, CBOR)(random);
    return {
      method: random.chance(0.95) ? "POST" : pick(random, ["GET", "PUT"]),
      path: `/service/${pick(random, ["GraniteServiceVersion20100801", "x", ""])}/operation/${pick(random, OPERATIONS)}`,
      query: [],
      headers: {
        "smithy-protocol": "rpc-v2-cbor",
        "content-type": "application/cbor",
        accept: "application/cbor",
      },
      body: random.chance(0.5) ? bytes : mutateBytes(random, bytes),
    };
  },
  (random) => {
    const plain = `Action=${pick(random, OPERATIONS)}&Version=2010-08-01`;
    const text = pick(random, [
      plain,
      `${plain}${list(random.between(1, 20_000), (n) => `&MetricData.member.${n}.Value=1`)}`,
      `${plain}&${"a.member.1.".repeat(random.between(1, 20_000))}=x`,
      `${plain}&MetricData.member.999999999.Value=1&MetricData.member.-1.Value=1`,
      `${plain}&__proto__.x=1&constructor.prototype.x=1`,
      `${plain}${"&".repeat(random.between(1, 100_000))}`,
      "%".repeat(random.between(1, 100_000)),
      `Action=${"%41".repeat(random.between(1, 10_000))}`,
      mutateText(random, plain),
    ]);
    const bytes = Buffer.from(text);
    return {
      method: "POST",
      path: "/",
      query: [],
      headers: { "content-type": FORM },
      body: random.chance(0.7) ? bytes : mutateBytes(random, bytes),
    };
  },
  (random) => ({
    method: "POST",
    path: "/",
    query: [],
    headers: { "content-type": FORM },
    body: Buffer.from(
      new URLSearchParams({ Version: "2010-05-08", ...pick(random, ROLES)(random) }).toString(),
    ),
    service: random.chance(0.9) ? "iam" : undefined,
  }),
  (random) => ({
    method: "POST",
    path: "/",
    query: [],
    headers: { "content-type": FORM },
    body: Buffer.from(
      new URLSearchParams({
        Version: "2011-06-15",
        Action: pick(random, ["AssumeRole", "GetSessionToken", "GetCallerIdentity"]),
        RoleArn: mutateText(random, "arn:aws:iam::123456789012:role/service-role/r"),
        RoleSessionName: mutateText(random, "session"),
        DurationSeconds: pick(random, ["900", "43200", "0", "1e400", "x"]),
      }).toString(),
    ),
    service: random.chance(0.9) ? "sts" : undefined,
  }),
  (random) => ({
    method: "GET",
    path: "/",
    query: [
      [
        "Action",
        random.chance(0.8) ? pick(random, OPERATIONS) : mutateText(random, pick(random, OPERATIONS)),
      ],
      ["Version", "2011-06-15"],
    ],
    headers: {},
    body: Buffer.alloc(0),
  }),
  (random) => ({
    method: "POST",
    path: "/",
    query: [],
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `${pick(random, ["Logs_20140328", "AnyScaleFrontendService", "AmazonSQS"])}.${pick(random, OPERATIONS)}`,
    },
    body: Buffer.from(JSON.stringify(anyValue(random))),
  }),
];

/** A signed request of another AWS service's client, in the protocol of its own, with bodies that its parser would have to bear. */
export async function foreignRequest(random: Random, target: FuzzTarget): Promise<FuzzRequest> {
  const draft = pick(random, MADE)(random);
  const { method, path, query, headers, body } = draft;
  const service = draft.service ?? pick(random, SERVICES);
  const bytes = method === "GET" ? Buffer.alloc(0) : body;
  const made = await signed(target, { service, method, path, query, headers, body: bytes });
  if (random.chance(0.05)) spoil(random, made.headers);
  return { door: "foreign", method, ...made, body: bytes };
}
