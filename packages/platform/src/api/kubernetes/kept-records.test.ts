import { keptDoorPath } from "@slipway/model/kubernetes/kept-logs.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApiServer } from "#embedded/apiserver/create-api-server.ts";
import { createStorage } from "#embedded/storage/create-storage.ts";
import { keptRecordsContract } from "#ledger/kept-records.contract.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { systemClock as clock } from "#lib/clock.ts";
import { silentLog as log } from "#lib/log.ts";
import { openTestDoor, type TestDoor, TOKENS as tokens } from "./testing/test-door.ts";

let ledger: Ledger;
let at: TestDoor;

beforeAll(async () => {
  const storage = createStorage({ file: ":memory:", clock });
  const server = await createApiServer({ storage, definitions: [], tokens, clock, log });
  ledger = createMemoryLedger();
  at = await openTestDoor({ server, ledger, clock });
});
afterAll(async () => {
  await at.close();
  await ledger.close();
});

keptRecordsContract(() => ({
  ledger,
  ask: async (path, { stranger } = {}) => {
    const { http, text } = await at.send("GET", keptDoorPath + path, {
      token: stranger ? "alice" : "viewer",
    });
    return { http, body: text.startsWith("{") ? JSON.parse(text) : {} };
  },
}));

test("Nobody unknown reads it, and only GET is served", async () => {
  const path = `${keptDoorPath}/v1/namespaces/ns/objects/TrainingJob/a/usage`;
  expect((await at.send("GET", path, { token: "" })).http).toBe(401);
  for (const method of ["POST", "DELETE"]) expect((await at.send(method, path)).http).toBe(404);
});
