import type { IncomingMessage } from "node:http";
import { SlipwayError } from "@slipway/model";
import type { ObjectStore } from "#artifacts/object-store.ts";
import { DOCUMENTS } from "../operations/configuration/documents.ts";
import { refined } from "../refined.ts";
import type { S3Answer } from "../s3-call.ts";
import { type CorsQuestion, corsHeaders, corsRules } from "./cors-rules.ts";

/** What a request of a page from elsewhere may read of its answer; nothing where no rule of the bucket allows it. */
export async function corsOf(
  store: ObjectStore,
  bucket: string,
  request: IncomingMessage,
): Promise<Readonly<Record<string, string>>> {
  const { origin } = request.headers;
  if (origin === undefined) return {};
  const rules = await rulesOf(store, bucket);
  return corsHeaders(rules ?? [], { origin, method: request.method ?? "", headers: [] }) ?? {};
}

/** What a browser asks before such a request; it is never signed. Throws SLIP-S3-031 and 036. */
export async function preflight(
  store: ObjectStore,
  bucket: string,
  request: IncomingMessage,
): Promise<S3Answer> {
  const question = questionOf(request);
  const rules = await rulesOf(store, bucket);
  if (rules === undefined) {
    throw new SlipwayError("SLIP-S3-036", "CORSResponse: CORS is not enabled for this bucket.");
  }
  const headers = corsHeaders(rules, question);
  if (headers !== undefined) return { status: 200, headers: { ...headers, "content-length": 0 } };
  throw new SlipwayError(
    "SLIP-S3-036",
    "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
  );
}

const METHODS = ["GET", "PUT", "POST", "DELETE", "HEAD"];

function questionOf({ headers }: IncomingMessage): CorsQuestion {
  const { origin, "access-control-request-method": method } = headers;
  if (origin === undefined)
    throw refined("SLIP-S3-031", "BadRequest", "Insufficient information. Origin request header needed.");
  if (method === undefined || !METHODS.includes(method)) {
    const got = (method ?? "null").slice(0, 40);
    throw refined("SLIP-S3-031", "BadRequest", `Invalid Access-Control-Request-Method: ${got}`);
  }
  const asked = (headers["access-control-request-headers"] ?? "").split(",");
  return {
    origin,
    method,
    headers: asked.map((name) => name.trim().toLowerCase()).filter((name) => name !== ""),
  };
}

async function rulesOf(store: ObjectStore, bucket: string) {
  const found = bucket === "" ? undefined : await store.bucket(bucket);
  const text = found?.settings.documents?.[DOCUMENTS.cors];
  return text ? corsRules(text) : undefined;
}
