import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import {
  Agent,
  type ClientRequest,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
} from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MASTERS, MOVERS, SlipwayError, VIEWERS } from "@slipway/model";
import { Hash } from "@smithy/core/serde";
import { HttpRequest } from "@smithy/protocol-http";
import { SignatureV4 } from "@smithy/signature-v4";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FolderArtifacts } from "#artifacts/folder/folder-artifacts.ts";
import { systemClock } from "#lib/clock.ts";
import { type Log, type LogFields, silentLog } from "#lib/log.ts";
import { createS3Door } from "./s3-door.ts";

/** What SDKs do not send, or hide: conformance tests hold the door against the SDKs themselves. */
const KEY = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
const known = {
  ...KEY,
  namespace: "default",
  accountId: "0",
  region: "us-east-1",
  caller: { user: "t", groups: [MASTERS] },
};
const signerOf = (credentials: typeof KEY) =>
  new SignatureV4({
    region: "us-east-1",
    service: "s3",
    uriEscapePath: false,
    credentials,
    sha256: Hash.bind(null, "sha256"),
  });

const viewer = { ...known, accessKeyId: "AKIAVIEWER", caller: { user: "v", groups: [VIEWERS] } };

/** What pods have: data in and out. */
const mover = { ...known, accessKeyId: "AKIAMOVER", caller: { user: "pods", groups: [MOVERS] } };

let folder: string;
let store: FolderArtifacts;
let server: Server;
let agent: Agent;
let logged: [string, LogFields | undefined][];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "slipway-door-"));
  store = await FolderArtifacts.open(folder, systemClock);
  await store.createBucket("bucket");
  logged = [];
  const log: Log = { ...silentLog, error: (message, fields) => logged.push([message, fields]) };
  const accessKeys = {
    find: (id: string) => [known, mover, viewer].find(({ accessKeyId }) => accessKeyId === id),
  };
  server = createServer(createS3Door({ store, accessKeys, log, clock: systemClock }).handler);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
});
afterEach(async () => {
  agent.destroy();
  server.closeAllConnections();
  server.close();
  await store.close();
  await rm(folder, { recursive: true });
});

interface Ask {
  readonly method?: string;
  readonly path: string;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly as?: typeof KEY;
}

async function open({
  method = "GET",
  path,
  query = {},
  headers = {},
  as = KEY,
}: Ask): Promise<ClientRequest> {
  const { port } = server.address() as AddressInfo;
  const unsigned = new HttpRequest({
    method,
    path,
    query,
    headers: { host: `127.0.0.1:${port}`, "x-amz-content-sha256": "UNSIGNED-PAYLOAD", ...headers },
  });
  const signed = await signerOf(as).sign(unsigned);
  const search = new URLSearchParams(query).toString();
  return httpRequest({
    port,
    agent,
    method,
    path: search === "" ? path : `${path}?${search}`,
    headers: signed.headers,
  });
}

async function ask(
  what: Ask,
  body: string | Buffer = "",
): Promise<{ status: number; headers: IncomingMessage["headers"]; text: string; socket: unknown }> {
  const request = await open(what);
  request.end(body);
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const { socket } = response;
  let text = "";
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode ?? 0, headers: response.headers, text, socket };
}

const put = (key: string, headers: Record<string, string> = {}): Ask => ({
  method: "PUT",
  path: `/bucket/${key}`,
  headers,
});
const files = async () => {
  await store.settled();
  return readdir(join(folder, "files"));
};

describe("the S3 door", () => {
  /** AWS authenticates and authorizes before it takes an object. */
  it.each([
    ["may only read", viewer, "SLIP-API-006"],
    ["nobody knows", { ...KEY, accessKeyId: "AKIAOTHER" }, "SLIP-AUTH-003"],
    ["signs with another secret", { ...KEY, secretAccessKey: "other" }, "SLIP-AUTH-004"],
  ])("answers who %s before the body has come, and lets go of the connection", async (_, as, code) => {
    const request = await open({ ...put("k", { "content-length": "1000000" }), as });
    request.on("error", () => {});
    request.flushHeaders();
    const [response] = (await once(request, "response")) as [IncomingMessage];
    expect([response.statusCode, response.headers["x-slipway-code"]]).toEqual([403, code]);
    await once(response.socket, "close");
    expect(await files()).toEqual([]);
  });

  it("keeps nothing of an upload whose client goes away", async () => {
    const request = await open(put("k", { "content-length": "1000000" }));
    request.on("error", () => {});
    request.write(Buffer.alloc(500_000));
    await expect.poll(files).toHaveLength(1);
    request.destroy();
    await expect.poll(files).toHaveLength(0);
    expect(await store.head("bucket", "k")).toBeUndefined();
    expect(logged).toEqual([]);
  });

  it.each<[string, Record<string, string>, string]>([
    [
      "a digest that is not the body's",
      { "x-amz-content-sha256": "0".repeat(64) },
      "XAmzContentSHA256Mismatch",
    ],
    ["a checksum that is not the body's", { "x-amz-checksum-crc32": "AAAAAA==" }, "BadDigest"],
    ["a checksum nobody knows", { "x-amz-checksum-crc128": "AAAA" }, "NotImplemented"],
    [
      "chunks that are none",
      { "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER" },
      "IncompleteBody",
    ],
    ["another length than announced", { "x-amz-decoded-content-length": "7" }, "IncompleteBody"],
    [
      "a header for a feature that is not there",
      { "x-amz-object-lock-mode": "GOVERNANCE" },
      "NotImplemented",
    ],
    ["too much metadata", { "x-amz-meta-a": "x".repeat(3000) }, "MetadataTooLarge"],
  ])("refuses a body with %s, and the connection goes on", async (_, headers, code) => {
    const body = Buffer.alloc(300_000, "x");
    const refused = await ask(put("k", headers), body);
    expect(refused.text).toContain(`<Code>${code}</Code>`);
    expect(refused.headers["x-slipway-code"]).toMatch(/^SLIP-(?:S3|AUTH)-\d{3}$/);
    const next = await ask(put("k"), body);
    expect([next.status, next.socket]).toEqual([200, refused.socket]);
    expect(await files()).toHaveLength(1);
  });

  it("takes no checksum of a whole that it cannot compare", async () => {
    const upload = await store.createUpload("bucket", "k");
    const { etag } = await store.putPart(upload, 1, Buffer.from("x"));
    const body = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${etag}</ETag></Part></CompleteMultipartUpload>`;
    const complete = (headers: Record<string, string>) =>
      ask({ method: "POST", path: "/bucket/k", query: { uploadId: upload.id }, headers }, body);
    const refused = await complete({ "x-amz-checksum-crc32": "AAAAAA==" });
    expect([refused.status, refused.headers["x-slipway-code"]]).toEqual([400, "SLIP-S3-021"]);
    expect(await store.head("bucket", "k")).toBeUndefined();
    expect((await complete({})).status).toBe(200);
  });

  it("lets pods move objects, and leaves buckets to others", async () => {
    const as = mover;
    expect((await ask({ ...put("k"), as }, "bytes")).status).toBe(200);
    expect((await ask({ path: "/bucket/k", as })).text).toBe("bytes");
    expect((await ask({ path: "/bucket", query: { "list-type": "2" }, as })).text).toContain("<Key>k</Key>");
    expect((await ask({ method: "DELETE", path: "/bucket/k", as })).status).toBe(204);
    expect((await ask({ method: "PUT", path: "/another-bucket", as })).status).toBe(403);
    expect((await ask({ method: "DELETE", path: "/bucket", as })).status).toBe(403);
  });

  it("refuses a header of the answer that no answer can carry", async () => {
    await ask(put("k"), "bytes");
    const query = { "response-content-disposition": 'attachment; filename="日本.csv"' };
    const { status, text } = await ask({ path: "/bucket/k", query });
    expect([status, text]).toEqual([400, expect.stringContaining("<Code>InvalidArgument</Code>")]);
  });

  it("says nothing in the body of an answer to HEAD", async () => {
    const answer = await ask({ method: "HEAD", path: "/bucket/none" });
    expect([answer.status, answer.text, answer.headers["x-slipway-code"]]).toEqual([404, "", "SLIP-S3-002"]);
  });

  it("hides what broke inside, and logs it", async () => {
    store.list = async () => {
      throw new Error("the secret reason");
    };
    const answer = await ask({ path: "/bucket" });
    expect([answer.status, answer.headers["x-slipway-code"]]).toEqual([500, "SLIP-API-014"]);
    expect(answer.text).toContain("<Code>InternalError</Code>");
    expect(answer.text).not.toContain("secret reason");
    expect(logged).toHaveLength(1);
  });

  it("tells of a full disk with a status that no client tries again on", async () => {
    store.put = async () => {
      throw new SlipwayError("SLIP-S3-015", "The object was not stored: no space is left.");
    };
    const answer = await ask(put("k"), "x");
    expect([answer.status, answer.headers["x-slipway-code"]]).toEqual([507, "SLIP-S3-015"]);
    expect(answer.text).toContain("<Code>InsufficientStorage</Code><Message>The object was not stored");
  });

  it.each<[string, Ask, string]>([
    ["a subresource it does not have", { path: "/bucket", query: { session: "" } }, "NotImplemented"],
    ["a parameter it does not know", { path: "/bucket/k", query: { other: "1" } }, "NotImplemented"],
    ["a method S3 does not have", { method: "PATCH", path: "/bucket/k" }, "MethodNotAllowed"],
    ["a page size that is none", { path: "/bucket", query: { "max-keys": "-1" } }, "InvalidArgument"],
    ["an encoding it does not know", { path: "/bucket", query: { "encoding-type": "x" } }, "InvalidArgument"],
    [
      "a token it never gave",
      { path: "/bucket", query: { "list-type": "2", "continuation-token": "?" } },
      "InvalidArgument",
    ],
    [
      "a part without a number",
      { method: "PUT", path: "/bucket/k", query: { uploadId: "x" } },
      "InvalidArgument",
    ],
    [
      "a copy of nothing",
      { method: "PUT", path: "/bucket/k", headers: { "x-amz-copy-source": "x" } },
      "InvalidArgument",
    ],
  ])("refuses %s", async (_, what, code) => {
    expect((await ask(what)).text).toContain(`<Code>${code}</Code>`);
  });

  it.each([
    ["nothing", ""],
    ["no XML", "{}"],
    ["XML that is cut off", "<Delete><Object>"],
    ["another root", "<Remove/>"],
    ["no object", "<Delete></Delete>"],
    ["an object without a key", "<Delete><Object><Key></Key></Object></Delete>"],
    ["too deep a nest", "<Delete>".repeat(200_000)],
    ["too much", `<Delete>${" ".repeat(5_000_000)}</Delete>`],
  ])("refuses to delete what a body with %s names", async (_, body) => {
    const answer = await ask({ method: "POST", path: "/bucket", query: { delete: "" } }, body);
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining("<Code>MalformedXML</Code>")]);
  });

  it("writes keys into XML so that they come out as they are", async () => {
    for (const key of ["<&>\"'", "a\u0001b", "line\nbreak"]) await store.put("bucket", key, Buffer.from(""));
    const { text } = await ask({ path: "/bucket", query: { "list-type": "2" } });
    expect(text).toContain("<Key>&lt;&amp;&gt;&quot;&apos;</Key>");
    expect(text).toContain("<Key>a&#x1;b</Key>");
    expect(text).toContain("<Key>line&#x0A;break</Key>");
  });
});
