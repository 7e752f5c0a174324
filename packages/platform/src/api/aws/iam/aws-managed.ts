import { AWS_MANAGED_NAMES } from "./aws-managed-names.ts";

/** AWS's own managed policies: their names and paths, in the order of the names. */
export const AWS_MANAGED: ReadonlyMap<string, string> = new Map(
  Object.entries(AWS_MANAGED_NAMES)
    .flatMap(([path, names]) =>
      names
        .trim()
        .split(/\s+/)
        .map((name) => [name, path] as const),
    )
    .sort(([a], [b]) => (a < b ? -1 : 1)),
);
