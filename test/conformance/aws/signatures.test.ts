import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ManualClock } from "../../../packages/lib/src/manual-clock.ts";
import { sealSession } from "../../../packages/platform/src/api/session-token.ts";
import { type Credentials, type Signing, sign } from "./sign.ts";
import { REGION, type Sent, SignedHome } from "./signed-home.ts";

/** What each way of speaking calls a refusal, by Slipway's code. */
const NAMES = {
  json: {
    "SLIP-AUTH-001": "MissingAuthenticationTokenException",
    "SLIP-AUTH-002": "IncompleteSignatureException",
    "SLIP-AUTH-003": "UnrecognizedClientException",
    "SLIP-AUTH-004": "InvalidSignatureException",
    "SLIP-AUTH-005": "RequestExpired",
    "SLIP-AUTH-008": "UnrecognizedClientException",
    "SLIP-AUTH-009": "ExpiredTokenException",
    "SLIP-AUTH-010": "InvalidSignatureException",
  },
  query: {
    "SLIP-AUTH-001": "MissingAuthenticationToken",
    "SLIP-AUTH-002": "IncompleteSignature",
    "SLIP-AUTH-003": "InvalidClientTokenId",
    "SLIP-AUTH-004": "SignatureDoesNotMatch",
    "SLIP-AUTH-005": "RequestExpired",
    "SLIP-AUTH-008": "InvalidClientTokenId",
    "SLIP-AUTH-009": "ExpiredToken",
    "SLIP-AUTH-010": "SignatureDoesNotMatch",
  },
  s3: {
    "SLIP-AUTH-001": "AccessDenied",
    "SLIP-AUTH-002": "AuthorizationHeaderMalformed",
    "SLIP-AUTH-003": "InvalidAccessKeyId",
    "SLIP-AUTH-004": "SignatureDoesNotMatch",
    "SLIP-AUTH-005": "RequestTimeTooSkewed",
    "SLIP-AUTH-008": "InvalidToken",
    "SLIP-AUTH-009": "ExpiredToken",
    "SLIP-AUTH-010": "AuthorizationHeaderMalformed",
  },
  /** And where the signature stands in its query. */
  s3url: {
    "SLIP-AUTH-001": "AccessDenied",
    "SLIP-AUTH-002": "AuthorizationQueryParametersError",
    "SLIP-AUTH-003": "InvalidAccessKeyId",
    "SLIP-AUTH-004": "SignatureDoesNotMatch",
    "SLIP-AUTH-005": "AccessDenied",
    "SLIP-AUTH-008": "InvalidToken",
    "SLIP-AUTH-009": "ExpiredToken",
    "SLIP-AUTH-010": "AuthorizationQueryParametersError",
  },
} as const;
type Refusal = keyof typeof NAMES.json | "SLIP-AWS-001";

interface Asked {
  readonly name: string;
  readonly service: string;
  readonly speaks: keyof typeof NAMES;
  readonly request: Sent;
  readonly presignedFor?: number;
}

const target = (name: string) => ({ "content-type": "application/x-amz-json-1.1", "x-amz-target": name });
const FORM = { "content-type": "application/x-www-form-urlencoded" };
const post = (url: string, headers: Record<string, string>, body: string): Sent => ({
  method: "POST",
  url,
  headers,
  body,
});
const get = (url: string): Sent => ({ method: "GET", url, headers: {}, body: "" });

/** One request of every service and way of signing. */
const REQUESTS: readonly Asked[] = [
  {
    name: "SageMaker",
    service: "sagemaker",
    speaks: "json",
    request: post("/", target("SageMaker.ListModels"), "{}"),
  },
  {
    name: "SageMaker Runtime",
    service: "sagemaker",
    speaks: "json",
    request: post("/endpoints/e/invocations", { "content-type": "text/csv" }, "1,2"),
  },
  {
    name: "SageMaker Metrics",
    service: "sagemaker",
    speaks: "json",
    request: post("/BatchGetMetrics", { "content-type": "application/json" }, "{}"),
  },
  {
    name: "CloudWatch Logs",
    service: "logs",
    speaks: "json",
    request: post("/", target("Logs_20140328.DescribeLogGroups"), "{}"),
  },
  {
    name: "CloudWatch in CBOR",
    service: "monitoring",
    speaks: "json",
    request: post(
      "/service/GraniteServiceVersion20100801/operation/ListMetrics",
      { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" },
      "",
    ),
  },
  {
    name: "CloudWatch in Query",
    service: "monitoring",
    speaks: "query",
    request: post("/", FORM, "Action=ListMetrics&Version=2010-08-01"),
  },
  {
    name: "STS",
    service: "sts",
    speaks: "query",
    request: post("/", FORM, "Action=GetCallerIdentity&Version=2011-06-15"),
  },
  {
    name: "IAM",
    service: "iam",
    speaks: "query",
    request: post("/", FORM, "Action=ListRoles&Version=2010-05-08"),
  },
  {
    name: "STS by a URL",
    service: "sts",
    speaks: "query",
    request: get("/?Action=GetCallerIdentity&Version=2011-06-15"),
    presignedFor: 1800,
  },
  { name: "S3", service: "s3", speaks: "s3", request: get("/") },
  { name: "S3 by a URL", service: "s3", speaks: "s3url", request: get("/"), presignedFor: 1800 },
];

const KEY: Credentials = {
  accessKeyId: "AKIASIGNATURES000001",
  secretAccessKey: "the secret of the home's own key",
};
const OTHER: Credentials = { accessKeyId: "AKIASIGNATURES000002", secretAccessKey: "another key's secret" };

let home: SignedHome;
beforeAll(async () => {
  home = await SignedHome.up(new ManualClock(new Date("2026-03-04T05:06:07Z")));
});
afterAll(() => home.down());

const HOURS = 3_600_000;
const session = (parent = KEY, ms = HOURS) =>
  sealSession(parent, { expires: new Date(home.clock.now().getTime() + ms) });

const signed = ({ request, service, presignedFor }: Asked, over: Partial<Signing> = {}): Promise<Sent> =>
  sign(request, {
    credentials: KEY,
    host: home.host,
    service,
    region: REGION,
    at: home.clock.now(),
    ...(presignedFor === undefined ? {} : { presignedFor }),
    ...over,
  });

/** Replaces in the headers or the URL, wherever the way of signing has it. */
function changed(sent: Sent, from: RegExp, to: string): Sent {
  const headers = Object.entries(sent.headers).map(([name, value]) => [name, value.replace(from, to)]);
  const after = { ...sent, url: sent.url.replace(from, to), headers: Object.fromEntries(headers) };
  expect(after).not.toEqual(sent);
  return after;
}

const TOKEN_PARAMETER = /&?X-Amz-Security-Token=[^&]*/;

function withToken(sent: Sent, token: string | undefined): Sent {
  if (sent.url.includes("X-Amz-Security-Token")) {
    const parameter = token === undefined ? "" : `&X-Amz-Security-Token=${encodeURIComponent(token)}`;
    return { ...sent, url: sent.url.replace(TOKEN_PARAMETER, parameter) };
  }
  const { "x-amz-security-token": _, ...headers } = sent.headers;
  return { ...sent, headers: token === undefined ? headers : { ...headers, "x-amz-security-token": token } };
}

type Fault = readonly [
  what: string,
  told: Refusal | readonly Refusal[],
  make: (asked: Asked) => Promise<Sent>,
];

const flipped = (token: string, at: number): string => {
  const bytes = Buffer.from(token, "base64");
  bytes[(bytes.length + at) % bytes.length] = (bytes.at(at) ?? 0) ^ 1;
  return bytes.toString("base64");
};

const FAULTS: readonly Fault[] = [
  [
    "no signature",
    "SLIP-AUTH-001",
    async ({ request }) => ({ ...request, headers: { ...request.headers, host: home.host } }),
  ],
  [
    "another path",
    ["SLIP-AUTH-004", "SLIP-AWS-001"],
    async (asked) => {
      const sent = await signed(asked);
      return { ...sent, url: sent.url.replace(/^\/(endpoints\/e)?/, "$&x") };
    },
  ],
  [
    "another parameter",
    "SLIP-AUTH-004",
    async (asked) => {
      const sent = await signed(asked);
      return { ...sent, url: `${sent.url}${sent.url.includes("?") ? "&" : "?"}more=1` };
    },
  ],
  [
    "another method",
    ["SLIP-AUTH-004", "SLIP-AWS-001"],
    async (asked) => ({ ...(await signed(asked)), method: "PUT" }),
  ],
  ["a signature changed by a digit", "SLIP-AUTH-004", async (asked) => swapDigit(await signed(asked))],
  [
    "another header that is signed",
    ["SLIP-AUTH-002", "SLIP-AUTH-004"],
    async (asked) => {
      const sent = await signed(asked);
      return { ...sent, headers: { ...sent.headers, "x-amz-meta-more": "1" } };
    },
  ],
  [
    "another region than was signed",
    "SLIP-AUTH-004",
    async (asked) => changed(await signed(asked), /(\/|%2F)us-west-2(\/|%2F)/, "$1eu-west-1$2"),
  ],
  [
    "another day than was signed",
    "SLIP-AUTH-002",
    async (asked) => changed(await signed(asked), /(\/|%2F)20260304(\/|%2F)/, "$120260305$2"),
  ],
  [
    "a wrong secret",
    "SLIP-AUTH-004",
    (asked) => signed(asked, { credentials: { ...KEY, secretAccessKey: "another key's secret" } }),
  ],
  [
    "another known key's id",
    "SLIP-AUTH-004",
    (asked) => signed(asked, { credentials: { ...KEY, accessKeyId: OTHER.accessKeyId } }),
  ],
  [
    "an unknown key",
    "SLIP-AUTH-003",
    (asked) => signed(asked, { credentials: { ...KEY, accessKeyId: "AKIANOBODYKNOWSTHIS1" } }),
  ],
  [
    "a time from before",
    "SLIP-AUTH-005",
    (asked) => signed(asked, { at: new Date(home.clock.now().getTime() - HOURS) }),
  ],
  [
    "a time from after",
    "SLIP-AUTH-005",
    (asked) => signed(asked, { at: new Date(home.clock.now().getTime() + HOURS) }),
  ],
  [
    "a temporary key without its token",
    "SLIP-AUTH-003",
    async (asked) => {
      const { sessionToken: _, ...credentials } = session();
      return signed(asked, { credentials });
    },
  ],
  [
    "a token taken away after signing",
    ["SLIP-AUTH-002", "SLIP-AUTH-003"],
    async (asked) => withToken(await signed(asked, { credentials: session() }), undefined),
  ],
  [
    "a token of another session put in after signing",
    "SLIP-AUTH-008",
    async (asked) => withToken(await signed(asked, { credentials: session() }), session().sessionToken),
  ],
  [
    "a token of another session",
    "SLIP-AUTH-008",
    (asked) => signed(asked, { credentials: { ...session(), sessionToken: session().sessionToken } }),
  ],
  [
    "a token changed at its end",
    "SLIP-AUTH-008",
    (asked) => {
      const made = session();
      return signed(asked, { credentials: { ...made, sessionToken: flipped(made.sessionToken, -1) } });
    },
  ],
  [
    "a token changed within",
    "SLIP-AUTH-008",
    (asked) => {
      const made = session();
      return signed(asked, { credentials: { ...made, sessionToken: flipped(made.sessionToken, 40) } });
    },
  ],
  [
    "a token that claims another key's seal",
    "SLIP-AUTH-008",
    (asked) => {
      const made = session();
      const bytes = Buffer.from(made.sessionToken, "base64");
      bytes.write(OTHER.accessKeyId, 2, "latin1");
      return signed(asked, { credentials: { ...made, sessionToken: bytes.toString("base64") } });
    },
  ],
  [
    "a token of another home, whose key has this one's id",
    "SLIP-AUTH-008",
    (asked) => signed(asked, { credentials: session({ ...KEY, secretAccessKey: "the other home's" }) }),
  ],
  [
    "a token of a key that is not there",
    "SLIP-AUTH-008",
    (asked) =>
      signed(asked, { credentials: session({ accessKeyId: "AKIAGONEFROMHERE0001", secretAccessKey: "s" }) }),
  ],
  [
    "a token on a key that is not temporary",
    "SLIP-AUTH-008",
    (asked) => signed(asked, { credentials: { ...KEY, sessionToken: session().sessionToken } }),
  ],
  [
    "no token at all but some words",
    "SLIP-AUTH-008",
    (asked) =>
      signed(asked, { credentials: { ...session(), sessionToken: "FwoGZXIvYXdzE//////////wEaDHdvcmRz" } }),
  ],
  ["a token that has expired", "SLIP-AUTH-009", (asked) => signed(asked, { credentials: session(KEY, 0) })],
];

function swapDigit(sent: Sent): Sent {
  const swap = (text: string): string =>
    text.replace(
      /(Signature=)([0-9a-f])/,
      (_, head: string, digit: string) => `${head}${digit === "0" ? "1" : "0"}`,
    );
  const headers = Object.entries(sent.headers).map(([name, value]) => [name, swap(value)]);
  return { ...sent, url: swap(sent.url), headers: Object.fromEntries(headers) };
}

describe.each(REQUESTS)("$name", (asked) => {
  beforeAll(() => {
    home.keys.clear();
    for (const { accessKeyId, secretAccessKey } of [KEY, OTHER]) home.issue(accessKeyId, secretAccessKey);
  });

  /** Past the signature: what comes of it then is another matter. */
  const passes = async (sent: Sent) =>
    expect((await home.send(sent)).slipway ?? "none").not.toMatch(/^SLIP-AUTH-/);

  test("a valid signature passes, and again within its time, as at AWS", async () => {
    const sent = await signed(asked);
    await passes(sent);
    await passes(sent);
  });

  test("so does one of temporary credentials", async () => {
    await passes(await signed(asked, { credentials: session() }));
  });

  test("any region passes at the home's own address", async () => {
    await passes(await signed(asked, { region: "ap-south-1" }));
  });

  test.each(FAULTS)("%s is refused", async (_, told, make) => {
    const answer = await home.send(await make(asked));
    const allowed = typeof told === "string" ? [told] : told;
    expect(allowed).toContain(answer.slipway);
    // What is asked for by nobody's name, or no longer, is no service's: the protocol is guessed by its form.
    if (answer.slipway !== "SLIP-AWS-001" && answer.slipway !== "SLIP-AUTH-001")
      expect(answer.aws).toBe(NAMES[asked.speaks][answer.slipway as keyof typeof NAMES.json]);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.body).not.toContain(KEY.secretAccessKey);
  });

  test("another body is refused", async () => {
    const sent = await signed(asked);
    if (sent.body === "") return;
    const answer = await home.send({ ...sent, body: `${sent.body} ` });
    expect(answer.slipway).toMatch(/^SLIP-AUTH-00[46]$/);
  });

  test("one for another service is no key to this one", async () => {
    for (const service of ["s3", "sts", "sagemaker", "sqs"].filter((name) => name !== asked.service)) {
      const answer = await home.send(await signed(asked, { service }));
      expect(answer.status, service).toBeGreaterThanOrEqual(400);
    }
  });

  test("at a host of AWS's it must be for that host's region", async () => {
    const host = `${asked.service}.eu-west-1.amazonaws.com`;
    await passes(await signed(asked, { host, region: "eu-west-1" }));
    const answer = await home.send(await signed(asked, { host, region: REGION }));
    expect(answer).toMatchObject({ slipway: "SLIP-AUTH-010", aws: NAMES[asked.speaks]["SLIP-AUTH-010"] });
  });

  test("a presigned one ends with its time", async () => {
    const before = new Date(home.clock.now().getTime() - HOURS);
    const answer = await home.send(await signed(asked, { at: before, presignedFor: 1800 }));
    expect(answer).toMatchObject({ slipway: "SLIP-AUTH-005" });
    const late = session(KEY, 0);
    expect(await home.send(await signed(asked, { credentials: late, presignedFor: 1800 }))).toMatchObject({
      slipway: "SLIP-AUTH-009",
    });
  });

  test("temporary credentials end with the key that they were made of, and with its secret", async () => {
    const made = session();
    home.issue(KEY.accessKeyId, "a new secret");
    expect((await home.send(await signed(asked, { credentials: made }))).slipway).toBe("SLIP-AUTH-008");
    home.keys.delete(KEY.accessKeyId);
    expect((await home.send(await signed(asked, { credentials: made }))).slipway).toBe("SLIP-AUTH-008");
    home.issue(KEY.accessKeyId, KEY.secretAccessKey);
    await passes(await signed(asked, { credentials: made }));
  });
});

/** A URL of signature version 2, as boto3 still makes them; its token is signed as a header would be. */
function presignedV2({ accessKeyId, secretAccessKey, sessionToken }: Credentials, seconds = 600): Sent {
  const expires = Math.floor(home.clock.now().getTime() / 1000) + seconds;
  const token = sessionToken === undefined ? "" : `x-amz-security-token:${sessionToken}\n`;
  const text = `GET\n\n\n${expires}\n${token}/`;
  const parameters = new URLSearchParams({
    AWSAccessKeyId: accessKeyId,
    Signature: createHmac("sha1", secretAccessKey).update(text).digest("base64"),
    Expires: String(expires),
    ...(sessionToken === undefined ? {} : { "x-amz-security-token": sessionToken }),
  });
  return { method: "GET", url: `/?${parameters}`, headers: { host: home.host }, body: "" };
}

describe("S3 by a URL of version 2", () => {
  beforeAll(() => {
    home.keys.clear();
    for (const { accessKeyId, secretAccessKey } of [KEY, OTHER]) home.issue(accessKeyId, secretAccessKey);
  });
  const told = async (sent: Sent) => (await home.send(sent)).slipway ?? "none";

  test("passes with a key, and with temporary credentials", async () => {
    expect(await told(presignedV2(KEY))).not.toMatch(/^SLIP-AUTH-/);
    expect(await told(presignedV2(session()))).not.toMatch(/^SLIP-AUTH-/);
  });

  test.each<readonly [string, string, () => Sent]>([
    ["a wrong secret", "SLIP-AUTH-004", () => presignedV2({ ...KEY, secretAccessKey: "x" })],
    ["an unknown key", "SLIP-AUTH-003", () => presignedV2({ ...KEY, accessKeyId: "AKIANOBODYKNOWSTHIS1" })],
    ["its time is over", "SLIP-AUTH-005", () => presignedV2(KEY, -1)],
    [
      "no token with a temporary key",
      "SLIP-AUTH-003",
      () => {
        const { sessionToken: _, ...credentials } = session();
        return presignedV2(credentials);
      },
    ],
    [
      "another session's token",
      "SLIP-AUTH-008",
      () => presignedV2({ ...session(), sessionToken: session().sessionToken }),
    ],
    [
      "a token that was not signed",
      "SLIP-AUTH-008",
      () => {
        const sent = presignedV2(KEY);
        return {
          ...sent,
          url: `${sent.url}&x-amz-security-token=${encodeURIComponent(session().sessionToken)}`,
        };
      },
    ],
    ["an expired token", "SLIP-AUTH-009", () => presignedV2(session(KEY, 0))],
  ])("%s is refused", async (_, slipway, make) => {
    expect(await told(make())).toBe(slipway);
  });
});
