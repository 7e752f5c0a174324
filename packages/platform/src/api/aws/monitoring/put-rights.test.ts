import { SlipwayError } from "@slipway/model";
import { expect, test } from "vitest";
import { ManualClock } from "#lib/manual-clock.ts";
import type { Store } from "#store/store.ts";
import type { AccessKey } from "../../access-keys.ts";
import { PutRights } from "./put-rights.ts";

const KEY = {
  accessKeyId: "AKIA",
  namespace: "team",
  caller: { user: "u", groups: [] },
} as unknown as AccessKey;

function rightsOver(answers: readonly Error[]) {
  const left = [...answers];
  let asked = 0;
  const replace = async () => {
    asked += 1;
    throw left.shift() ?? new Error("asked too often");
  };
  const store = { as: () => ({ replace }) } as unknown as Store;
  return { rights: new PutRights(store, new ManualClock()), asked: () => asked };
}

const notThere = new SlipwayError("SLIP-API-001", "not found");

test("Who may is believed for a while", async () => {
  const { rights, asked } = rightsOver([notThere]);
  await rights.check(KEY);
  await rights.check(KEY);
  expect(asked()).toBe(1);
});

test.each([
  ["may not", new SlipwayError("SLIP-API-006", "forbidden")],
  ["cannot be asked for", new Error("the store is away")],
  ["is told to wait", new SlipwayError("SLIP-API-016", "busy")],
])("Who %s puts nothing, and is asked for again", async (_, error) => {
  const { rights } = rightsOver([error, notThere]);
  await expect(rights.check(KEY)).rejects.toBe(error);
  await rights.check(KEY);
});
