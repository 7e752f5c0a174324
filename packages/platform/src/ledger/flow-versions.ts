import { createHash } from "node:crypto";
import { canonicalJson } from "@slipway/model";
import type { FlowDefinition } from "@slipway/model/flows/index.ts";
import { pages } from "#lib/pages.ts";
import type { Json, Ledger, Subject } from "./ledger.ts";

const TYPE = "flow-version";
/** Each may have a megabyte. */
const PAGE = 10;

/** What a definition is called for good: equal ones have equal names. */
const versionOf = (definition: FlowDefinition): string =>
  `sha256:${createHash("sha256").update(canonicalJson(definition)).digest("hex")}`;

/** Keeps a definition for the runs of it; answers its version. The same again changes nothing. */
export async function keepVersion(
  ledger: Pick<Ledger, "appendFact">,
  flow: Subject,
  { definition, at }: { readonly definition: FlowDefinition; readonly at: Date },
): Promise<string> {
  const key = versionOf(definition);
  const json = JSON.parse(JSON.stringify(definition)) as Json;
  await ledger.appendFact(flow, { type: TYPE, key, at, json });
  return key;
}

/** The definition of a version, by whatever name its Flow had; undefined where it is not known. */
export async function readVersion(
  ledger: Pick<Ledger, "facts">,
  flow: Subject,
  version: string,
): Promise<unknown> {
  const read = (from: { readonly after?: number }) =>
    ledger.facts({ subjects: [flow], type: TYPE, limit: PAGE, newestFirst: true, ...from });
  for await (const { facts } of pages(read)) {
    const found = facts.find(({ key }) => key === version);
    if (found !== undefined) return found.json;
  }
  return undefined;
}
