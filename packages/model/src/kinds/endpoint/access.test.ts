import { expect, test } from "vitest";
import { endpointAccess, keyAnnotation } from "./access.ts";

const sha256 = "0123456789abcdef".repeat(4);

test("keys are read as they are written", () => {
  const keys = [
    { name: "web", sha256, expires: "2030-01-01T00:00:00Z", requestsPerSecond: 2.5 },
    { name: "a", sha256 },
  ];
  const annotations = Object.fromEntries(keys.map(keyAnnotation));
  expect(endpointAccess({ ...annotations, "other.dev/key-a": "{}" })).toEqual({
    keys,
    origins: [],
    problems: [],
  });
});

test.each([
  ["no JSON", "slipway.dev/key-web", "secret"],
  ["null", "slipway.dev/key-web", "null"],
  ["no digest", "slipway.dev/key-web", "{}"],
  ["a digest in capitals", "slipway.dev/key-web", JSON.stringify({ sha256: sha256.toUpperCase() })],
  ["no time", "slipway.dev/key-web", JSON.stringify({ sha256, expires: "soon" })],
  ["a rate below the least", "slipway.dev/key-web", JSON.stringify({ sha256, requestsPerSecond: 0 })],
  ["a rate that is text", "slipway.dev/key-web", JSON.stringify({ sha256, requestsPerSecond: "5" })],
  ["no name", "slipway.dev/key-", JSON.stringify({ sha256 })],
])("a key with %s counts for nothing, and is told without what it says", (_why, annotation, text) => {
  const { keys, problems } = endpointAccess({ [annotation]: text });
  expect(keys).toEqual([]);
  expect(problems).toEqual([`the annotation ${annotation} is no key as \`slipway key create\` writes it`]);
});

test("an endpoint's rate and origins are read, and what cannot be understood is told", () => {
  const access = (rate: string, origins: string) =>
    endpointAccess({ "slipway.dev/requests-per-second": rate, "slipway.dev/cors-origins": origins });
  expect(access("0.5", "https://App.example.com, http://localhost:3000,")).toEqual({
    keys: [],
    requestsPerSecond: 0.5,
    origins: ["https://app.example.com", "http://localhost:3000"],
    problems: [],
  });
  // RFC 6454: an origin has no path; "*" would let every page on the web in.
  const wrong = access("fast", "*, https://a.example.com/, null");
  expect(wrong.requestsPerSecond).toBeUndefined();
  expect(wrong.origins).toEqual([]);
  expect(wrong.problems).toHaveLength(4);
});
