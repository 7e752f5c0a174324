import { isPrefix } from "@slipway/model/kinds/model/data-uri.ts";
import type { RunInput } from "@slipway/model/run-plan.ts";
import type { ServingContainer } from "./serving.ts";

/** What a model's server finds below `/opt/ml`: the model's data, an archive or files below a prefix, and its code; none where it has none. */
export function modelInputs({
  modelUri,
  codeUri,
}: Pick<ServingContainer, "modelUri" | "codeUri">): readonly RunInput[] {
  return [
    ...(modelUri === undefined ? [] : [dataInput(modelUri)]),
    ...(codeUri === undefined
      ? []
      : [{ name: "The code", to: "code", from: { archive: codeUri }, as: "copy" } as const]),
  ];
}

function dataInput(uri: string): RunInput {
  const from: RunInput["from"] = isPrefix(uri)
    ? { s3Uri: uri, s3DataType: "S3Prefix", distribution: "FullyReplicated", compression: "None" }
    : { archive: uri };
  return { name: "The model", to: "model", from, as: "copy" };
}
