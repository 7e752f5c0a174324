import type { RunInput, RunOutput, RunPlan } from "./run-plan.ts";

/** `fetch.json` as Slipway 0.1 wrote it. */
export interface FetchPlan1 {
  readonly files: Readonly<Record<string, string>>;
  readonly inputs: readonly {
    readonly channel: string;
    readonly s3Uri: string;
    readonly s3DataType: "S3Prefix" | "ManifestFile";
    readonly distribution: "FullyReplicated" | "ShardedByS3Key";
    readonly compression: "None" | "Gzip";
  }[];
  readonly source?: string;
  readonly model?: string;
}

/** `store.json` as Slipway 0.1 wrote it. */
export interface StorePlan1 {
  readonly run: string;
  readonly outputs: { readonly modelUri: string; readonly dataUri: string; readonly manifestUri: string };
}

/** Version 1 knew one host, and two outputs that every run has. */
export function fromVersion1(fetch: FetchPlan1, store: StorePlan1 | undefined): RunPlan {
  return {
    version: 2,
    run: store?.run ?? "",
    host: { index: 0, count: 1 },
    files: fetch.files,
    inputs: [...archives(fetch), ...fetch.inputs.map(channel)],
    outputs: store === undefined ? [] : outputsOf(store),
    ...(store === undefined ? {} : { manifestUri: store.outputs.manifestUri }),
  };
}

function archives({ source, model }: FetchPlan1): readonly RunInput[] {
  const named = { code: source, model };
  return Object.entries(named).flatMap(([to, archive]) =>
    archive === undefined ? [] : [{ name: `The ${to}`, to, from: { archive }, as: "copy" as const }],
  );
}

function channel({ channel: name, ...from }: FetchPlan1["inputs"][number]): RunInput {
  return { name: `Channel "${name}"`, to: `input/data/${name}`, from, as: "copy" };
}

function outputsOf({ outputs: { modelUri, dataUri } }: StorePlan1): readonly RunOutput[] {
  return [
    { name: "model", from: "model", to: modelUri, form: "tar.gz", when: "end" },
    { name: "data", from: "output/data", to: dataUri, form: "tar.gz", when: "end", also: ["output/failure"] },
  ];
}
