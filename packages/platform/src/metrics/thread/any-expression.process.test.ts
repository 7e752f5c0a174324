import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { createMetricReading } from "./create-metric-reading.ts";

const reading = createMetricReading();
afterAll(() => reading.close());

/** What makes expressions costly: repetitions of repetitions, of choices, of what may be empty. */
const { expression } = fc.letrec<{ expression: string; piece: string }>((tie) => ({
  piece: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom("a", ".", "[a-z ]", "\\w", "[^x]", "\u00e9", "\\S", "", "#011", "^", "$", "\\b", "\\1"),
    tie("expression").map((inner) => `(${inner})`),
    tie("expression").map((inner) => `(?:${inner})`),
    tie("expression").map((inner) => `(?=${inner})`),
    tie("expression").map((inner) => `(?!${inner})`),
    tie("expression").map((inner) => `(?i:${inner})`),
  ),
  expression: fc
    .array(fc.tuple(tie("piece"), fc.constantFrom("", "", "*", "+", "?", "{0,9}", "{30}", "*?", "{2,}")), {
      minLength: 1,
      maxLength: 4,
    })
    .map((pieces) => pieces.flat().join("")),
}));
const LINES = [
  "loss: acc: x Z ".repeat(1_100),
  "a".repeat(16_384),
  "a\u00e9\u6f22\t".repeat(4_000),
  "\u0000\r\u001b[0m".repeat(3_000),
];

test("whatever an expression is, it is answered, and the next job's metrics are read", async () => {
  await fc.assert(
    fc.asyncProperty(expression, async (regex) => {
      const any = [{ name: "any", regex: `${regex}([0-9])` }];
      const { read, switchedOff } = await reading.read({ job: regex, definitions: any, texts: LINES });
      expect(read > 0 || switchedOff.length === 1).toBe(true);
      const definitions = [{ name: "loss", regex: "loss=([0-9.]+)" }];
      const { values } = await reading.read({ job: "next", definitions, texts: ["loss=0.25"] });
      expect(values).toEqual([{ line: 0, name: "loss", value: 0.25 }]);
    }),
    { numRuns: 60, interruptAfterTimeLimit: 20_000 },
  );
});
