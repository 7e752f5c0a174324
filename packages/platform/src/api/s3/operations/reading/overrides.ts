import { headerValue } from "../../http/header-value.ts";
import type { S3Call } from "../../s3-call.ts";

/** Headers of the answer that the query may set. */
const OVERRIDES = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
] as const;

/** The parameters that set them. */
export const OVERRIDING = OVERRIDES.map((name) => `response-${name}`);

export function overrides({ query }: S3Call): Record<string, string> {
  return Object.fromEntries(
    OVERRIDES.flatMap((name) => {
      const text = query(`response-${name}`);
      return text === undefined ? [] : [[name, headerValue(`response-${name}`, text)]];
    }),
  );
}
