import { createHash } from "node:crypto";
import { keyAnnotation } from "@slipway/model/kinds/endpoint/access.ts";
import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import { expect, test } from "vitest";
import { ManualClock } from "#lib/manual-clock.ts";
import type { Cache, Index } from "#store/cache.ts";
import { ClientAccess } from "./client-access.ts";

const TOKEN = `slk_${"a".repeat(43)}`;
const digest = (text: string) => createHash("sha256").update(text).digest("hex");

function endpoint(namespace: string, name: string, more: object = {}, expires?: string): Endpoint {
  const key = { name: "web", sha256: digest(TOKEN), ...(expires === undefined ? {} : { expires }) };
  return {
    metadata: { name, namespace, annotations: Object.fromEntries([keyAnnotation(key)]), ...more },
    spec: { endpointName: name },
  } as unknown as Endpoint;
}

const accessTo = (objects: readonly Endpoint[], clock = new ManualClock()): ClientAccess => {
  const by = (index: Index<Endpoint>, value: string) =>
    objects.filter((object) => [...index.values(object)].includes(value));
  return new ClientAccess({ index: () => {}, now: () => ({ by }) } as unknown as Cache, clock);
};

test("a key is found with its endpoint, whose name it must be asked by", () => {
  const access = accessTo([endpoint("a", "one")]);
  expect(access.keyed(`Bearer ${TOKEN}`, "one")).toMatchObject({ namespace: "a", key: { name: "web" } });
  // RFC 9110, section 11.1: schemes are the same in any case.
  expect(access.keyed(`bearer ${TOKEN}`, "one")).toMatchObject({ namespace: "a" });
  expect(() => access.keyed(`Bearer ${TOKEN}`, "two")).toThrow(/no key of an endpoint two/);
  const going = accessTo([endpoint("a", "one", { deletionTimestamp: "2026-01-01T00:00:00Z" })]);
  expect(() => going.keyed(`Bearer ${TOKEN}`, "one")).toThrow(/no key/);
});

test.each([
  ["nothing", undefined],
  ["an AWS signature", "AWS4-HMAC-SHA256 Credential=a/b"],
  ["a password", "Basic YTpi"],
])("who presents %s is left to others", (_what, authorization) => {
  expect(accessTo([]).keyed(authorization, "one")).toBeUndefined();
});

test.each([
  ["", "Bearer "],
  ["another key", `Bearer slk_${"b".repeat(43)}`],
  ["a digest", `Bearer ${digest(TOKEN)}`],
  ["more behind it", `Bearer ${TOKEN} x`],
  ["two keys", `Bearer ${TOKEN},${TOKEN}`],
])("a bearer of %s is refused, and its token not told", (_what, authorization) => {
  let error: unknown;
  try {
    accessTo([endpoint("a", "one")]).keyed(authorization, "one");
  } catch (refused) {
    error = refused;
  }
  expect(error).toMatchObject({ code: "SLIP-AUTH-011" });
  expect((error as Error).message).not.toContain("slk_");
});

test("a key counts until its time, and not from then on", () => {
  const clock = new ManualClock();
  const expires = new Date(clock.now().getTime() + 1_000).toISOString();
  const access = accessTo([endpoint("a", "one", {}, expires)], clock);
  clock.advance(999);
  expect(access.keyed(`Bearer ${TOKEN}`, "one")).toBeDefined();
  clock.advance(1);
  expect(() => access.keyed(`Bearer ${TOKEN}`, "one")).toThrow(expires);
});
