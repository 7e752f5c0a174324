import { readFileSync } from "node:fs";
import { join } from "node:path";

/** An upload in parts that has begun, with two parts that are there. */
export interface OpenUpload {
  readonly key: string;
  readonly id: string;
  /** The content of part 1 and part 2; S3 wants 5 MiB of all but the last. */
  readonly etags: readonly [string, string];
}

/** Where the doors of a home are, and what lets one in. */
export interface FuzzTarget {
  readonly state: string;
  readonly ports: { readonly kubernetes: number; readonly aws: number; readonly router: number };
  readonly token: string;
  readonly routerToken: string;
  readonly key: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly region: string;
  readonly endpoint: string;
  /** Uploads in parts that have begun, in the bucket `fuzz`. */
  readonly uploads: readonly OpenUpload[];
}

/** Reads them from a home's state folder. */
export function fuzzTarget(
  state: string,
  parts: { readonly region: string; readonly endpoint: string },
): Omit<FuzzTarget, "uploads"> {
  const read = (file: string) => JSON.parse(readFileSync(join(state, file), "utf8")) as Record<string, never>;
  const credentials: Record<string, string> = read("credentials.json");
  const { ports } = read("state.json") as unknown as { ports: FuzzTarget["ports"] };
  const { token = "", routerToken = "", accessKeyId = "", secretAccessKey = "" } = credentials;
  return { state, ports, token, routerToken, key: { accessKeyId, secretAccessKey }, ...parts };
}
