import { notImplemented, refined } from "../../refined.ts";
import type { S3Call, S3Operation } from "../../s3-call.ts";
import { document, element } from "../../xml/element.ts";
import { textIn, type XmlObject, type XmlValue } from "../../xml/parse-body.ts";
import { requireBucket } from "../head-bucket.ts";

/** A configuration that no bucket has here: it reads as AWS has it of a bucket without, and is not taken. */
interface Without {
  readonly operation: string;
  readonly parameter: string;
  readonly root?: string;
  /** S3's code and words for a read. */
  readonly absent?: readonly [aws: string, message: string];
  /** Or the document that says that there is none. */
  readonly empty?: XmlValue;
  /** A put that asks for what is so anyway. */
  asksForNothing?(asked: XmlObject): boolean;
  readonly deletes?: boolean;
}

const isEmpty = (asked: XmlObject): boolean => Object.keys(asked).length === 0;

const WITHOUT: readonly Without[] = [
  {
    operation: "BucketPolicy",
    parameter: "policy",
    absent: ["NoSuchBucketPolicy", "The bucket policy does not exist"],
    deletes: true,
  },
  {
    operation: "BucketPolicyStatus",
    parameter: "policyStatus",
    absent: ["NoSuchBucketPolicy", "The bucket policy does not exist"],
  },
  {
    operation: "BucketReplication",
    parameter: "replication",
    absent: ["ReplicationConfigurationNotFoundError", "The replication configuration was not found"],
    deletes: true,
  },
  {
    operation: "BucketWebsite",
    parameter: "website",
    absent: ["NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration"],
    deletes: true,
  },
  {
    operation: "ObjectLockConfiguration",
    parameter: "object-lock",
    absent: [
      "ObjectLockConfigurationNotFoundError",
      "Object Lock configuration does not exist for this bucket",
    ],
  },
  {
    operation: "BucketNotificationConfiguration",
    parameter: "notification",
    root: "NotificationConfiguration",
    empty: "",
    asksForNothing: isEmpty,
  },
  {
    operation: "BucketLogging",
    parameter: "logging",
    root: "BucketLoggingStatus",
    empty: "",
    asksForNothing: isEmpty,
  },
  {
    operation: "BucketAccelerateConfiguration",
    parameter: "accelerate",
    root: "AccelerateConfiguration",
    empty: "",
    asksForNothing: (asked) => textIn(asked, "Status") === "Suspended",
  },
  {
    operation: "BucketRequestPayment",
    parameter: "requestPayment",
    root: "RequestPaymentConfiguration",
    empty: { Payer: "BucketOwner" },
    asksForNothing: (asked) => textIn(asked, "Payer") === "BucketOwner",
  },
];

/** Those that a bucket may have many of, each by its id. */
const BY_ID = [
  ["BucketAnalyticsConfiguration", "analytics", "ListBucketAnalyticsConfigurationResult"],
  ["BucketInventoryConfiguration", "inventory", "ListInventoryConfigurationsResult"],
  ["BucketMetricsConfiguration", "metrics", "ListMetricsConfigurationsResult"],
  [
    "BucketIntelligentTieringConfiguration",
    "intelligent-tiering",
    "ListBucketIntelligentTieringConfigurationsOutput",
  ],
] as const;

/** The operations of configurations that are not there, by the method and the parameter that ask for them. */
export const WITHOUT_CONFIGURATION: readonly {
  readonly method: "GET" | "PUT" | "DELETE";
  readonly parameter: string;
  readonly operation: S3Operation;
}[] = [...WITHOUT.flatMap(operationsOf), ...BY_ID.flatMap(operationsById)];

function operationsOf(one: Without) {
  const { parameter, operation } = one;
  const query = [parameter];
  const get: S3Operation = { name: `Get${operation}`, writes: false, query, run: (call) => told(call, one) };
  const put: S3Operation = {
    name: `Put${operation}`,
    writes: "buckets",
    query,
    run: (call) => taken(call, one),
  };
  const remove: S3Operation = { name: `Delete${operation}`, writes: "buckets", query, run: removed };
  return [
    { method: "GET", parameter, operation: get },
    { method: "PUT", parameter, operation: put },
    ...(one.deletes === true ? [{ method: "DELETE", parameter, operation: remove } as const] : []),
  ] as const;
}

async function told(call: S3Call, { root = "", absent, empty }: Without) {
  await requireBucket(call);
  if (absent !== undefined) throw refined("SLIP-S3-030", ...absent);
  const children = typeof empty === "object" ? Object.entries(empty as XmlObject) : [];
  const body = element(root, ...children.map(([name, text]) => element(name, String(text))));
  return { status: 200, body: document(body) };
}

async function taken(call: S3Call, { operation, root, asksForNothing }: Without) {
  await requireBucket(call);
  if (root !== undefined && asksForNothing?.(await call.xml(root)) === true) return { status: 200 };
  throw notImplemented(`Put${operation}`);
}

async function removed(call: S3Call) {
  await requireBucket(call);
  return { status: 204 };
}

function operationsById([name, parameter, root]: (typeof BY_ID)[number]) {
  const query = [parameter, "id", "continuation-token"];
  const get = async (call: S3Call) => {
    await requireBucket(call);
    if (call.query("id") !== undefined) throw missing();
    return { status: 200, body: document(element(root, element("IsTruncated", false))) };
  };
  const put = async (call: S3Call) => {
    await requireBucket(call);
    throw notImplemented(`Put${name}`);
  };
  const remove = async (call: S3Call) => {
    await requireBucket(call);
    throw missing();
  };
  const operation = (verb: string, writes: S3Operation["writes"], run: S3Operation["run"]): S3Operation => ({
    name: `${verb}${name}`,
    writes,
    query,
    run,
  });
  return [
    { method: "GET", parameter, operation: operation("Get", false, get) },
    { method: "PUT", parameter, operation: operation("Put", "buckets", put) },
    { method: "DELETE", parameter, operation: operation("Delete", "buckets", remove) },
  ] as const;
}

const missing = () =>
  refined("SLIP-S3-030", "NoSuchConfiguration", "The specified configuration does not exist.");
