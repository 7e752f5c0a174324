import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { builtinSchema } from "../builtin/schemas.ts";
import { isObject, type Json } from "../json/json.ts";
import { strategicMerge } from "./strategic-merge.ts";

/** Patches that kubectl makes, and what k8s.io/apimachinery v0.34.1 made of them (testdata/strategic-merge). */
const recorded = JSON.parse(
  readFileSync(new URL("testdata/strategic-merge.json", import.meta.url), "utf8"),
) as readonly { readonly current: Json; readonly patch: Json; readonly result: Json }[];

/** The library leaves directives and nulls in what it adds as a whole; the decoding into Go types drops them. */
function withoutDirectives(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutDirectives);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key, item]) => !key.startsWith("$") && item !== null);
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutDirectives(item)]));
}

test("Strategic merge patches of Deployments give what real API servers make of them", () => {
  const schema = builtinSchema("Deployment");
  for (const [position, { current, patch, result }] of recorded.entries()) {
    expect(strategicMerge(current, patch, schema), `patch ${position}: ${JSON.stringify(patch)}`).toEqual(
      withoutDirectives(result),
    );
  }
});
