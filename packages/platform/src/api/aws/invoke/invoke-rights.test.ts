import { isForbidden, SlipwayError } from "@slipway/model";
import { expect, test } from "vitest";
import { ManualClock } from "#lib/manual-clock.ts";
import type { Store } from "#store/store.ts";
import { InvokeRights } from "./invoke-rights.ts";

const key = (user: string) => ({
  accessKeyId: user,
  secretAccessKey: "s",
  namespace: "ns",
  accountId: "1",
  region: "r",
  caller: { user, groups: [] },
});

test("a right is asked for once in a while, and one that is refused is asked for each time", async () => {
  const asked: string[] = [];
  const allowed = new Set(["alice"]);
  const store = {
    as: ({ user }: { user: string }) => ({
      get: async (_kind: unknown, key: string) => {
        asked.push(`${user} ${key}`);
        if (!allowed.has(user)) throw new SlipwayError("SLIP-API-006", "forbidden");
      },
    }),
  } as unknown as Store;
  const clock = new ManualClock();
  const rights = new InvokeRights(store, clock);
  await rights.check(key("alice"), "e");
  await rights.check(key("alice"), "e");
  expect(asked).toEqual(["alice ns/e"]);
  allowed.clear();
  clock.advance(10_001);
  const refused = await rights.check(key("alice"), "e").catch((error: unknown) => error);
  expect(isForbidden(refused)).toBe(true);
  await expect(rights.check(key("alice"), "e")).rejects.toThrow("forbidden");
  expect(asked).toHaveLength(3);
});

test("a right that was there is believed while the store is away or silent, and not once it is refused", async () => {
  let answer: () => Promise<unknown> = async () => ({});
  const store = { as: () => ({ get: () => answer() }) } as unknown as Store;
  const clock = new ManualClock();
  const rights = new InvokeRights(store, clock);
  const away = new SlipwayError("SLIP-STORE-007", "away");
  await rights.check(key("alice"), "e");
  answer = () => Promise.reject(away);
  clock.advance(10_001);
  await rights.check(key("alice"), "e");
  await expect(rights.check(key("bob"), "e")).rejects.toBe(away);
  answer = () => new Promise(() => {});
  clock.advance(10_001);
  const silent = rights.check(key("alice"), "e");
  clock.advance(1_000);
  await silent;
  answer = () => Promise.reject(new SlipwayError("SLIP-API-006", "forbidden"));
  clock.advance(10_001);
  await expect(rights.check(key("alice"), "e")).rejects.toThrow("forbidden");
  answer = () => Promise.reject(away);
  await expect(rights.check(key("alice"), "e")).rejects.toBe(away);
});
