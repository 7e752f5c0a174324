// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { MASTERS } from "@slipway/model";
import { flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import {
  type Trigger,
  triggerKind,
  triggerPath,
  triggerPurpose,
} from "@slipway/model/kinds/trigger/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { keyPassword } from "#lib/http/key-password.ts";
import { silentLog } from "#lib/log.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import type { Cache } from "#store/cache.ts";
import { createCache } from "#store/reflector/create-cache.ts";
import { createMemoryStore } from "#store/testing/memory-store.ts";
import { createAwsDoor } from "../aws-door.ts";
import { hubSignature } from "./event-sender.ts";

const KEY = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
const account = { namespace: "default", accountId: "123456789012", region: "us-east-1" };
const known = { ...KEY, ...account, caller: { user: "t", groups: [MASTERS] } };
const passwordOf = (name: string) =>
  keyPassword(KEY.secretAccessKey, triggerPurpose({ namespace: "default", name }));

let opened: Awaited<ReturnType<typeof createMemoryStore>>;
let cache: Cache;
let server: Server;
beforeEach(async () => {
  const clock = new ManualClock();
  opened = await createMemoryStore({ clock });
  cache = createCache({ store: opened.store, clock, log: silentLog });
  const door = createAwsDoor({
    store: opened.store,
    cache,
    accessKeys: { find: (id) => (id === KEY.accessKeyId ? known : undefined) },
    ledger: createMemoryLedger(),
    invoker: { invoke: () => Promise.reject(new Error("no endpoint is invoked here")) },
    judge: {
      abilitiesOf: () => Promise.reject(new Error("nothing is judged here")),
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
  await opened.close();
});

async function make(spec: Partial<Trigger["spec"]> = {}, status?: Trigger["status"]): Promise<void> {
  const trigger = await opened.store.create(triggerKind, {
    apiVersion: "slipway.dev/v1alpha1",
    kind: "Trigger",
    metadata: { name: "on-push", namespace: "default" },
    spec: { flow: "train", http: {}, parameters: { ref: "${{ run.event.body.ref }}" }, ...spec },
  });
  if (status !== undefined) await opened.store.replace(triggerKind, { ...trigger, status }, "status");
}

async function send(
  body: string,
  headers: Readonly<Record<string, string>> = { authorization: `Bearer ${passwordOf("on-push")}` },
  path = triggerPath({ name: "on-push", keyId: KEY.accessKeyId }),
) {
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", headers, body });
  const code = answer.headers.get("x-slipway-code");
  return {
    status: answer.status,
    ...(code === null ? {} : { code }),
    told: (await answer.json()) as { readonly run?: string },
  };
}

const runs = async () => (await opened.store.list(flowRunKind)).items;

const PUSH = '{"ref":"refs/heads/main"}';

describe("an event by HTTP", () => {
  test("is answered once its run is stored, which waits for its turn", async () => {
    await make();
    const { status, told } = await send(PUSH);
    expect({ status, told }).toEqual({
      status: 200,
      told: { run: expect.stringMatching(/^on-push-[0-9a-f]{10}$/), made: true },
    });
    expect(await runs()).toEqual([
      expect.objectContaining({
        metadata: expect.objectContaining({
          name: told.run,
          labels: { "slipway.dev/trigger": "on-push" },
          annotations: { "slipway.dev/event-time": "2026-01-01T00:00:00.000Z" },
        }),
        spec: { flow: "train", parameters: { ref: "refs/heads/main" }, suspend: true },
      }),
    ]);
  });

  test.each(["idempotency-key", "x-github-delivery"])(
    "sent again with its %s starts nothing again",
    async (name) => {
      await make();
      const headers = { authorization: `Bearer ${passwordOf("on-push")}`, [name]: "72d3162e" };
      const first = await send(PUSH, headers);
      expect(first.told).toMatchObject({ made: true });
      expect((await send(PUSH, headers)).told).toEqual({ run: first.told.run, made: false });
      expect(await runs()).toHaveLength(1);
    },
  );

  test("is believed by the password as a bearer's, Basic's or GitLab's, and by GitHub's signature over its body", async () => {
    await make();
    const password = passwordOf("on-push");
    const basic = Buffer.from(`${KEY.accessKeyId}:${password}`).toString("base64");
    const signature = hubSignature(password, Buffer.from(PUSH));
    expect((await send(PUSH, { "x-gitlab-token": password })).status).toBe(200);
    expect((await send(PUSH, { "x-hub-signature-256": signature })).status).toBe(200);
    expect((await send(PUSH, { authorization: `Basic ${basic}` }, "/triggers/on-push")).status).toBe(200);
    const forged = await send('{"ref":"refs/heads/evil"}', { "x-hub-signature-256": signature });
    expect(forged).toMatchObject({ status: 401, code: "SLIP-AUTH-014" });
    expect(await runs()).toHaveLength(3);
  });

  test.each([
    ["no password", {}, undefined],
    ["another trigger's", { authorization: `Bearer ${passwordOf("nightly")}` }, undefined],
    ["the key's secret itself", { authorization: `Bearer ${KEY.secretAccessKey}` }, undefined],
    [
      "a key that nobody knows",
      { authorization: `Bearer ${passwordOf("on-push")}` },
      "/triggers/on-push?key=AKIAX",
    ],
  ])("is not believed with %s", async (_, headers, path) => {
    await make();
    expect(await send(PUSH, headers, path)).toMatchObject({ status: 401, code: "SLIP-AUTH-014" });
    expect(await runs()).toEqual([]);
  });

  test("that the trigger does not want has no run", async () => {
    await make({ when: "run.event.body.ref == 'refs/heads/release'" });
    expect(await send(PUSH)).toEqual({ status: 200, told: { run: null, made: false } });
    expect(await runs()).toEqual([]);
  });

  test.each([
    ["no JSON", "ref=main", 400, "SLIP-API-008"],
    ["nested a thousand deep", "[".repeat(1_000) + "]".repeat(1_000), 400, "SLIP-API-008"],
    ["without what its parameters read", "{}", 422, "SLIP-API-004"],
    ["two megabytes", JSON.stringify("a".repeat(2 ** 21)), 413, "SLIP-API-012"],
  ])("of %s is refused, and says why", async (_, body, status, code) => {
    await make();
    expect(await send(body)).toMatchObject({ status, code });
    expect(await runs()).toEqual([]);
  });

  test("is told when its trigger is not there, takes none, or has too much to do", async () => {
    expect(await send(PUSH)).toMatchObject({ status: 404, code: "SLIP-API-001" });
    await make({ http: undefined as never, objects: { prefix: "s3://data/" } });
    expect(await send(PUSH)).toMatchObject({ code: "SLIP-API-010" });
    await opened.store.remove(triggerKind, "default/on-push");
    await make({}, { waiting: 1_000 });
    expect(await send(PUSH)).toMatchObject({ status: 429, code: "SLIP-API-016" });
  });
});

/** https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation */
test("a signature is made as GitHub documents it", () => {
  expect(hubSignature("It's a Secret to Everybody", Buffer.from("Hello, World!"))).toBe(
    "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
  );
});
