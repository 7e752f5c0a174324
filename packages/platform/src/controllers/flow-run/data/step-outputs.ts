import { dirname } from "node:path/posix";
import { defined } from "@slipway/model";
import type { WorkEnd } from "@slipway/model/flows/index.ts";
import { type Json, pathIn, type RunBody } from "@slipway/model/flows/index.ts";
import { ownMember } from "@slipway/model/flows/own-member.ts";
import type { RunResults, RunSpec } from "#runtimes/runs.ts";

/** What a step's program leaves, and where that is kept: its results are told, its artifacts stored below `place`. */
export function outputsOf(
  { results = [], artifacts = [] }: RunBody,
  { place, below }: { readonly place: string; readonly below: (path: string) => string },
): Pick<RunSpec, "outputs" | "folders" | "told" | "toldUri"> {
  const resultPaths = results.map((one) => [one.name, below(pathIn("results", one))] as const);
  const artifactPaths = artifacts.map((one) => [one.name, below(pathIn("artifacts", one))] as const);
  const folders = [...resultPaths, ...artifactPaths].map(([, path]) => dirname(path));
  return {
    outputs: artifactPaths.map(([name, from]) => ({
      ...{ name, from, to: `${place}${name}/` },
      ...{ form: "artifact", when: "end" },
    })),
    folders: [...new Set(["output", ...folders])],
    told: Object.fromEntries(resultPaths),
    ...(keepsSomething({ results, artifacts }) ? { toldUri: `${place}slipway-results.json` } : {}),
  };
}

/** Whether a step may need a place to keep what it gives. */
export const keepsSomething = ({ results = [], artifacts = [] }: RunBody): boolean =>
  results.length + artifacts.length > 0;

/** What a step's program has given; a sentence where an artifact is missing. */
export function givenBy(
  { results = [], artifacts = [] }: RunBody,
  { facts = {}, stored = {}, digests = {} }: Partial<RunResults> = {},
): Pick<WorkEnd, "results" | "artifacts"> | { readonly missing: string } {
  const lost = artifacts.find(
    ({ name }) => ownMember(stored, name) === undefined || ownMember(digests, name) === undefined,
  );
  if (lost !== undefined) {
    const missing = `It left nothing at ${pathIn("artifacts", lost)}, where its artifact ${lost.name} is to be`;
    return { missing };
  }
  const values = results.map(({ name, type }) => [name, readAs(ownMember(facts, name), type)] as const);
  const given = artifacts.map(({ name }) => [name, { uri: stored[name], digest: digests[name] }] as const);
  return {
    results: defined(Object.fromEntries(values)) as Readonly<Record<string, Json>>,
    ...(given.length === 0 ? {} : { artifacts: Object.fromEntries(given) as Readonly<Record<string, Json>> }),
  };
}

/** JSON where it is some, otherwise the text as it stands. */
function readAs(text: string | undefined, type: string | undefined): Json | undefined {
  if (text === undefined || type === "string") return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text.trimEnd();
  }
}
