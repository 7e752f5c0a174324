import { KEPT_LOGS } from "@slipway/model/kubernetes/kept-logs.ts";
import { expect, test } from "vitest";
import type { FetchInit } from "../http/fetch.ts";
import { ObjectRecords } from "./object-records.ts";
import { Transport } from "./transport.ts";

/** A cluster whose tokens are good for some requests, and not for more. */
function cluster({ good }: { readonly good: number }) {
  let [given, left, page] = [0, 0, 0];
  const fetch = async (url: string, { headers }: FetchInit) => {
    if (url.endsWith("/token")) {
      left = good;
      given += 1;
      return Response.json({ status: { token: `token-${given}` } });
    }
    const token = new Headers(headers as Record<string, string>).get(KEPT_LOGS.header);
    if (token !== `token-${given}` || left === 0) return new Response("", { status: 401 });
    left -= 1;
    page += 1;
    return Response.json({
      points: [{ name: "loss", value: page, at: "" }],
      ...(page < 5 ? { next: "x" } : {}),
    });
  };
  const of = { namespace: "ns", kind: "TrainingJob", name: "a" };
  const records = new ObjectRecords(new Transport({ server: "https://server", fetch }), of);
  return { records, given: () => given };
}

test("Pages that take longer than a token lasts are read to their end, with new tokens", async () => {
  const { records, given } = cluster({ good: 2 });
  const values: unknown[] = [];
  for await (const points of records.points()) values.push(...points.map(({ value }) => value));
  expect(values).toEqual([1, 2, 3, 4, 5]);
  expect(given()).toBe(3);
});

test("Whoever is refused with a new token as well is refused", async () => {
  const { records, given } = cluster({ good: 0 });
  await expect(records.usage()).rejects.toMatchObject({ code: "SLIP-API-005" });
  expect(given()).toBe(2);
});
