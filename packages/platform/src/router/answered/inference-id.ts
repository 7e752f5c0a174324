import { FieldLines } from "../http1/field-lines.ts";

const INFERENCE_ID = "x-amzn-sagemaker-inference-id";
/** Of InvokeEndpoint's InferenceId. */
const LONGEST = 64;

/** What a request's field lines name it by; undefined where they say nothing, several things, or what is no InferenceId. */
export function inferenceIdIn(fields: string): string | undefined {
  const lines = new FieldLines(fields, 0);
  let found: string | undefined;
  while (lines.next()) {
    if (lines.nameEnd - lines.start !== INFERENCE_ID.length || lines.name !== INFERENCE_ID) continue;
    if (found !== undefined) return undefined;
    found = lines.value;
  }
  return found === undefined || found === "" || found.length > LONGEST ? undefined : found;
}
