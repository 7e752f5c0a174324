import { childName, fnv1a, type Resource } from "@slipway/model";

/** A job that is deleted and made again under the same name is another run. */
export function runName({ metadata }: Resource): string {
  return childName(metadata.name, fnv1a(metadata.uid ?? ""));
}
