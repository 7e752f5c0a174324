import { expect, test } from "vitest";
import { parseResultsMessage, resultsMessage } from "./results-message.ts";

const stored = { train: "s3://bucket-a/out/train" };

test("Results are read back as they were told", () => {
  const results = { stored, facts: { exitMessage: 'two "lines"\nand é' } };
  expect(parseResultsMessage(resultsMessage(results))).toEqual(results);
});

test.each([
  [
    "outputs go first",
    { stored: { a: `s3://b/${"k".repeat(2_000)}` }, facts: { exitMessage: "kept" } },
    "kept",
  ],
  [
    "then the longest fact is cut",
    { stored, facts: { exitMessage: "\u0001".repeat(1_024), engine: "python 3" } },
    undefined,
  ],
] as const)("A message is never longer than a kubelet keeps: %s", (_, results, whole) => {
  const message = resultsMessage(results);
  expect(Buffer.byteLength(message)).toBeLessThanOrEqual(1_536);
  const { exitMessage = "" } = parseResultsMessage(message)?.facts ?? {};
  expect(results.facts.exitMessage.startsWith(exitMessage) && exitMessage !== "").toBe(true);
  if (whole !== undefined) expect(exitMessage).toBe(whole);
});

test.each([undefined, "", "Uploading failed", "[]", '{"facts":3}', '{"stored":{"a":1},"facts":{}}'])(
  "%s is no such message",
  (text) => expect(parseResultsMessage(text)).toBeUndefined(),
);

test("What a kubelet has cut still tells that everything is stored", () => {
  const message = resultsMessage({ stored, facts: { exitMessage: "50 rows" } });
  expect(parseResultsMessage(message.slice(0, -4))).toEqual({ stored: {}, facts: {} });
});
