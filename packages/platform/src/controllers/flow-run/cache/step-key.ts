import { createHash } from "node:crypto";
import { canonicalJson } from "@slipway/model";
import { keyPartsOf } from "@slipway/model/flows/cache/key-parts.ts";
import type { FlowStep, Json, RunBody } from "@slipway/model/flows/index.ts";
import type { RunInput } from "@slipway/model/run-plan.ts";

/** What equal steps have the same of; or a sentence why nobody can tell. */
export type StepKey = { readonly key: string } | { readonly why: string };

/** The digest of what `keyPartsOf` tells. */
export function keyOf(step: FlowStep, body: RunBody, inputs: readonly RunInput[]): StepKey {
  const found = keyPartsOf(step, body, inputs);
  return "why" in found ? found : digestOf(found.parts);
}

function digestOf(value: unknown): StepKey {
  const json = JSON.parse(JSON.stringify(value)) as Json;
  return { key: createHash("sha256").update(canonicalJson(json)).digest("hex") };
}
