import type { Random } from "../../soak/random.ts";
import type { FuzzRequest } from "../support/fuzz-request.ts";
import { mutateBytes, mutateText, pick } from "../support/mutate.ts";
import { encodePath, signed } from "../support/sign.ts";
import type { FuzzTarget } from "../support/target.ts";
import { spoil } from "./sagemaker-request.ts";

const ROW = "1:1 2:0.595 3:0.475 4:0.14 5:1.0305 6:0.4925 7:0.217 8:0.278";
const TYPES = [
  "text/csv",
  "text/libsvm",
  "text/x-libsvm",
  "application/json",
  "text/csv; label_size=1",
  "x",
  "",
];
const ACCEPTS = ["text/csv", "application/json", "application/jsonlines", "*/*", "image/png", ""];
const LONGEST = 6 * 1024 * 1024;

/** An invocation of the endpoint that serves, or of none, through the AWS door. */
export async function invocationRequest(random: Random, target: FuzzTarget): Promise<FuzzRequest> {
  const { headers, body, endpoint } = drafted(random, target);
  const path = encodePath(["endpoints", endpoint, "invocations"]);
  const made = await signed(target, { service: "sagemaker", method: "POST", path, query: [], headers, body });
  if (random.chance(0.03)) spoil(random, made.headers);
  return { door: "invocation", method: "POST", ...made, body };
}

/** The same at the router itself, with its token or another. */
export function routerRequest(random: Random, target: FuzzTarget): FuzzRequest {
  const { headers, body, endpoint } = drafted(random, target);
  const action = random.chance(0.9) ? "invocations" : pick(random, ["ping", "x", ""]);
  const method = random.chance(0.9) ? "POST" : pick(random, ["GET", "PUT", "DELETE"]);
  const token = random.chance(0.95) ? target.routerToken : "x";
  return {
    door: "router",
    method,
    path: encodePath(["namespaces", random.chance(0.95) ? "default" : "x", "endpoints", endpoint, action]),
    headers: { ...headers, authorization: `Bearer ${token}` },
    body: method === "GET" ? Buffer.alloc(0) : body,
  };
}

function drafted(random: Random, { endpoint }: FuzzTarget) {
  const row = random.chance(0.5) ? ROW : "0.595,0.475,0.14,1.0305,0.4925,0.217,0.278,1,1";
  const rows = Buffer.from(
    `${row}\n`.repeat(random.chance(0.05) ? random.between(100, 2_000) : random.between(1, 5)),
  );
  const long = random.chance(0.005) ? Buffer.alloc(LONGEST + random.between(-1, 1), "1") : undefined;
  const headers: Record<string, string> = {};
  const type = pick(random, TYPES);
  if (type !== "") headers["content-type"] = type;
  const accept = pick(random, ACCEPTS);
  if (accept !== "") headers["accept"] = accept;
  if (random.chance(0.1))
    headers["x-amzn-sagemaker-target-variant"] = pick(random, ["AllTraffic", "none", "\u00e9"]);
  if (random.chance(0.1))
    headers["x-amzn-sagemaker-custom-attributes"] = "a".repeat(random.between(1, 3_000));
  return {
    headers,
    body: long ?? (random.chance(0.5) ? mutateBytes(random, rows) : rows),
    endpoint: random.chance(0.85)
      ? endpoint
      : random.chance(0.5)
        ? "none"
        : mutateText(random, endpoint).replaceAll("/", "") || "x",
  };
}
