import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { MASTERS, MOVERS, SlipwayError, VIEWERS } from "@slipway/model";
import type { ObjectStore } from "#artifacts/object-store.ts";
import type { Clock } from "#lib/clock.ts";
import { discardBody } from "#lib/http/discard-body.ts";
import { knowCaller } from "#lib/http/guard-connections.ts";
import type { Log } from "#lib/log.ts";
import { requestTarget } from "#lib/sigv4/request-target.ts";
import { type Verified, verifySigV4 } from "#lib/sigv4/verify-sigv4.ts";
import type { AccessKey, AccessKeys } from "../access-keys.ts";
import { findKey, issuedId } from "../find-key.ts";
import { hostRegion } from "../host-region.ts";
import { callOf, hostBucket, locate } from "./call-of.ts";
import { corsOf, preflight } from "./cors/answer-cors.ts";
import { isForm, postObject } from "./forms/post-object.ts";
import { checkKnownHeaders } from "./http/known-headers.ts";
import { sendPieces } from "./http/send-pieces.ts";
import { isPresignedV2, verifyPresignedV2 } from "./presigned-v2.ts";
import { invalidRequest } from "./refined.ts";
import { route } from "./route.ts";
import type { S3Answer, S3Call, S3Operation } from "./s3-call.ts";
import { s3Error } from "./s3-error.ts";
import { refuseSampleWrite } from "./sample-bucket.ts";

export interface S3DoorOptions {
  readonly store: ObjectStore;
  readonly accessKeys: AccessKeys;
  readonly log: Log;
  readonly clock: Clock;
}

export interface S3Door {
  /** Answers one request whose credential scope names the service `s3`; never throws. */
  handler(request: IncomingMessage, response: ServerResponse): void;
}

/** Of a body whose sender may not send it. */
const MOST_OF_REFUSED = 16 * 1024 * 1024;

/** S3's REST API over a store of objects: path style, and virtual-host style below `localhost`. */
export function createS3Door(options: S3DoorOptions): S3Door {
  return {
    handler: (request, response) => {
      void serve(options, request, response);
    },
  };
}

async function serve(
  options: S3DoorOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID().replaceAll("-", "").slice(0, 16).toUpperCase();
  const tell = (name: string, value: string): void => {
    if (!response.headersSent) response.setHeader(name, value);
  };
  try {
    const answer = await answerOf(options, request, tell).catch((error: unknown) => {
      const ours = error instanceof SlipwayError && error.entry.http < 500;
      if (!ours && !response.destroyed) options.log.error("S3 request failed", { requestId, error });
      return s3Error(error, requestId, request.url ?? "");
    });
    await send(request, response, answer, requestId);
    // Of who is known, however long: the connection can be used again once it has come.
    const refused = answer.status === 400 || answer.status === 403;
    discardBody(request, refused ? MOST_OF_REFUSED : Number.POSITIVE_INFINITY);
  } catch (error) {
    options.log.debug("S3 answer broke off", { requestId, error });
    response.destroy();
  }
}

async function answerOf(
  { store, accessKeys, clock }: S3DoorOptions,
  request: IncomingMessage,
  tell: S3Call["tell"],
): Promise<S3Answer> {
  const at = locate(request.headers.host, requestTarget(request.url).path);
  if (request.method === "OPTIONS") return preflight(store, at.bucket, request);
  for (const [name, value] of Object.entries(await corsOf(store, at.bucket, request))) tell(name, value);
  if (isForm(request) && at.key === "") {
    await refuseSampleWrite(store, at.bucket, POST_OBJECT);
    const may = (key: AccessKey) => {
      if (!knowCaller(request.socket, issuedId(key))) throw slowDown();
      allow(key, POST_OBJECT);
    };
    return postObject({ store, accessKeys, request, bucket: at.bucket, now: clock.now(), allow: may });
  }
  const verified = await authenticate(request, accessKeys, clock.now());
  if (!knowCaller(request.socket, issuedId(verified.key))) throw slowDown();
  const call = callOf({ store, request, verified, place: at, tell, now: clock.now() });
  const operation = route({
    ...at,
    method: request.method ?? "",
    query: verified.target.query.map(([name]) => name),
    copies: call.header("x-amz-copy-source") !== undefined,
  });
  allow(verified.key, operation);
  await refuseSampleWrite(store, at.bucket, operation);
  checkKnownHeaders(call.headerNames(), call.header);
  checkOwner(
    verified.key,
    call.header("x-amz-expected-bucket-owner") ?? call.header("x-amz-source-expected-bucket-owner"),
  );
  return operation.run(call);
}

async function authenticate(
  request: IncomingMessage,
  accessKeys: AccessKeys,
  now: Date,
): Promise<Verified<AccessKey>> {
  const lookup = (accessKeyId: string, sessionToken: string | undefined) =>
    findKey(accessKeys, { accessKeyId, sessionToken }, now);
  if (request.headers.authorization?.startsWith("AWS ") === true) {
    throw invalidRequest(
      "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
    );
  }
  if (isPresignedV2(request)) {
    return verifyPresignedV2(request, lookup, { now, bucket: hostBucket(request.headers.host) });
  }
  return verifySigV4(request, lookup, { now, service: "s3", region: hostRegion(request.headers.host) });
}

const POST_OBJECT = { name: "PostObject", writes: "objects" } as const;

const slowDown = (): SlipwayError =>
  new SlipwayError("SLIP-API-016", "Please reduce your request rate.", { details: { retryAfterSeconds: 1 } });

function allow({ caller }: AccessKey, operation: Pick<S3Operation, "name" | "writes">): void {
  if (caller.groups.includes(MASTERS)) return;
  if (caller.groups.includes(MOVERS) && operation.writes !== "buckets") return;
  if (caller.groups.includes(VIEWERS) && !operation.writes) return;
  throw new SlipwayError("SLIP-API-006", `The user "${caller.user}" may not call ${operation.name}.`);
}

function checkOwner({ accountId }: AccessKey, expected: string | undefined): void {
  if (expected === undefined || expected === accountId) return;
  throw new SlipwayError(
    "SLIP-API-006",
    `The bucket belongs to the account ${accountId}, not to the expected one.`,
  );
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers = {}, body = "" }: S3Answer,
  requestId: string,
): Promise<void> {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader("x-amz-request-id", requestId);
  if (typeof body !== "string") return sendPieces(body, response);
  if (body !== "") response.setHeader("content-type", "application/xml");
  if (status !== 304 && status !== 204 && !response.hasHeader("content-length")) {
    response.setHeader("content-length", Buffer.byteLength(body));
  }
  response.end(request.method === "HEAD" ? "" : body);
}
