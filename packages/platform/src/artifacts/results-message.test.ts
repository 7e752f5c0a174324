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
    { stored: { a: `s3://b/${"k".repeat(5_000)}` }, facts: { exitMessage: "kept" } },
    "kept",
  ],
  [
    "then the longest fact is cut",
    { stored, facts: { exitMessage: "\u0001".repeat(1_024), engine: "python 3" } },
    undefined,
  ],
] as const)("A message is never longer than a kubelet keeps: %s", (_, results, whole) => {
  const message = resultsMessage(results);
  expect(Buffer.byteLength(message)).toBeLessThanOrEqual(4_096);
  const { exitMessage = "" } = parseResultsMessage(message)?.facts ?? {};
  expect(results.facts.exitMessage.startsWith(exitMessage) && exitMessage !== "").toBe(true);
  if (whole !== undefined) expect(exitMessage).toBe(whole);
});

test.each([undefined, "", "Uploading failed", "[]", '{"facts":3}', '{"stored":{"a":1},"facts":{}}'])(
  "%s is no such message",
  (text) => expect(parseResultsMessage(text)).toBeUndefined(),
);
