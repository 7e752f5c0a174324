import fc from "fast-check";
import { expect, test } from "vitest";
import { Document, isScalar, parse, type Scalar, visit } from "yaml";
import { readFlows } from "./read-flows.ts";
import { scalarOffset } from "./scalar-offset.ts";
import { yamlDocuments } from "./yaml-documents.ts";
import { YamlValues } from "./yaml-values.ts";

/** Texts with what scalars treat in a way of its own: breaks, blanks, quotes, escapes, long lines, characters of two units. */
const text = fc
  .array(
    fc.constantFrom(
      "a",
      "bc",
      " ",
      "  ",
      "\n",
      "\n\n",
      "'",
      '"',
      "\\",
      "\t",
      "é",
      "\u0007",
      "😀",
      `\${{ x }}`,
      "- ",
      "k: ",
      "#",
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(""));
const style = fc.constantFrom("PLAIN", "QUOTE_DOUBLE", "QUOTE_SINGLE", "BLOCK_LITERAL", "BLOCK_FOLDED");
const width = fc.constantFrom(0, 20, 80);

function written(
  value: unknown,
  { as, lineWidth }: { readonly as: string; readonly lineWidth: number },
): string {
  const document = new Document(value);
  visit(document, {
    Scalar: (key, node) => {
      if (key !== "key" && typeof node.value === "string") node.type = as as Scalar.Type;
    },
  });
  return document.toString({ lineWidth });
}

test("each character of a text is found where it is written, however that is", () => {
  const property = fc.property(text, style, width, (value, as, lineWidth) => {
    const source = written({ outer: [{ inner: value }] }, { as, lineWidth });
    const [document] = yamlDocuments(source).documents;
    const node = document?.getIn(["outer", 0, "inner"], true);
    if (!isScalar(node)) throw new Error("there is no scalar");
    // What an escape stands for begins with its backslash; a break or a blank may be a fold.
    // The library does not read every folded block as it wrote it.
    for (const [at, character] of [...String(node.value).split("").entries()])
      if (/[a-z{}$#:'-]/.test(character)) {
        const found = scalarOffset(source, { node, at });
        expect(source.slice(found, found + 1), JSON.stringify({ source, at })).toBe(character);
      }
  });
  fc.assert(property, { numRuns: 300 });
});

test("values are those of the yaml library's own reading, aliases included", () => {
  const json = fc.jsonValue({ maxDepth: 4, noUnicodeString: false });
  const property = fc.property(json, fc.dictionary(fc.string(), json), style, (value, base, as) => {
    // One object in several places is written once, with an alias for each other.
    const shared = { base, again: [base, value, base] };
    const source = written(shared, { as, lineWidth: 80 });
    // Whole numbers that are not exact are refused.
    fc.pre(!/\d{16}/.test(source));
    const [document] = yamlDocuments(source).documents;
    const values = new YamlValues();
    expect(values.valueOf((document?.contents ?? null) as never)).toEqual(parse(source));
    expect(values.problems).toEqual([]);
  });
  fc.assert(property, { numRuns: 300 });
});

test("no text makes the reader throw, and every problem stands in the text", () => {
  const piece = fc.constantFrom(
    ...[
      "steps",
      "name",
      "run",
      "pass",
      ":",
      " ",
      "  ",
      "\n",
      "- ",
      "[",
      "]",
      "{",
      "}",
      ",",
      "&a ",
      "*a",
      "<<: ",
    ],
    ...[
      "!!str ",
      "!x ",
      "|",
      ">",
      "'",
      '"',
      "\\",
      "---\n",
      "...\n",
      "%YAML 1.1\n",
      "\t",
      "#",
      "?",
      "~",
      "1",
      ".nan",
      `\${{ 1 + }}`,
    ],
    ...[
      "apiVersion: slipway.dev/v1alpha1\n",
      "kind: Flow\n",
      "steps:\n  - name: a\n    ",
      "\r\n",
      "\u0000",
      "\uFEFF",
    ],
  );
  const property = fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
    const { source, problems, flows, skipped } = readFlows(pieces.join(""), "a.yaml");
    for (const { offset } of [...problems, ...skipped]) {
      expect(offset).toBeGreaterThanOrEqual(0);
      expect(offset).toBeLessThanOrEqual(source.text.length);
    }
    for (const { locate } of flows) expect(locate({ path: ["steps", 0] }).path).toMatch(/steps\[0\]$/);
  });
  fc.assert(property, { numRuns: 300 });
});
