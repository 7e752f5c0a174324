import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { MASTERS } from "@slipway/model";
import { Hash } from "@smithy/core/serde";
import { HttpRequest } from "@smithy/protocol-http";
import { SignatureV4 } from "@smithy/signature-v4";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { silentLog } from "#lib/log.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import type { Cache } from "#store/cache.ts";
import { createCache } from "#store/reflector/create-cache.ts";
import type { Store } from "#store/store.ts";
import { createAwsDoor } from "./aws-door.ts";
import type { AwsDoor } from "./signed-door.ts";

const KEY = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
const account = { namespace: "default", accountId: "123456789012", region: "us-east-1" };
const known = { ...KEY, ...account, caller: { user: "t", groups: [MASTERS] } };

/** A store in which nothing is and nothing happens. */
const emptyStore = {
  list: async () => ({ items: [], revision: "1" }),
  watch: async function* (_kind: unknown, _from: string, signal: AbortSignal) {
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    yield* [];
  },
} as unknown as Store;

let clock: ManualClock;
let cache: Cache;
let door: AwsDoor;
let server: Server;
beforeEach(async () => {
  clock = new ManualClock();
  cache = createCache({ store: emptyStore, clock, log: silentLog });
  door = createAwsDoor({
    store: emptyStore,
    cache,
    accessKeys: { find: (id) => (id === KEY.accessKeyId ? known : undefined) },
    ledger: createMemoryLedger(),
    invoker: { invoke: () => Promise.reject(new Error("no endpoint is invoked here")) },
    judge: {
      abilitiesOf: () => Promise.reject(new Error("nothing is created here")),
      hasMachines: async () => false,
      unusableMetrics: async () => [],
    },
    log: silentLog,
    clock,
  });
  server = createServer(door.handler).listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await cache.close();
});

/** A request whose headers are sent and whose body is still to come. */
async function begin(credentials: typeof KEY | undefined) {
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const headers = { host, "x-amz-target": "SageMaker.ListModels", "content-length": "1000" };
  const unsigned = new HttpRequest({ method: "POST", path: "/", headers, body: "never sent" });
  const signer =
    credentials &&
    new SignatureV4({
      service: "sagemaker",
      region: "us-east-1",
      credentials,
      sha256: Hash.bind(null, "sha256"),
    });
  const signed = (await signer?.sign(unsigned, { signingDate: clock.now() })) ?? unsigned;
  const request = httpRequest(`http://${host}/`, { method: "POST", headers: signed.headers });
  request.flushHeaders();
  return request;
}

it.each([
  ["is not signed", undefined, "SLIP-AUTH-001"],
  ["is signed with a key that nobody knows", { ...KEY, accessKeyId: "AKIAOTHER" }, "SLIP-AUTH-003"],
])("reads no body of a request that %s", async (_, credentials, code) => {
  const request = await begin(credentials);
  const [response] = (await once(request, "response")) as [IncomingMessage];
  expect(response.headers["x-slipway-code"]).toBe(code);
  request.destroy();
});

it("gives a body a minute to come, and then its place to others", async () => {
  const arrived = once(server, "request");
  const request = await begin(KEY);
  const broken = once(request, "error");
  await arrived;
  clock.advance(60_000);
  const [error] = (await broken) as [NodeJS.ErrnoException];
  expect(error.code).toBe("ECONNRESET");
});
