import { isPrefix } from "@slipway/model/kinds/model/data-uri.ts";
import type { RunInput } from "@slipway/model/run-plan.ts";

/** A model's data, an archive or files below a prefix, for `/opt/ml/model`; none where it has none. */
export function modelInput(uri: string | undefined): readonly RunInput[] {
  if (uri === undefined) return [];
  const from: RunInput["from"] = isPrefix(uri)
    ? { s3Uri: uri, s3DataType: "S3Prefix", distribution: "FullyReplicated", compression: "None" }
    : { archive: uri };
  return [{ name: "The model", to: "model", from, as: "copy" }];
}
