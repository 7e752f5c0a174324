import { Sha256 } from "@aws-crypto/sha256-js";
import { defined, SlipwayError } from "@slipway/model";
import { HttpRequest } from "@smithy/protocol-http";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Fetch, FetchResponse } from "../http/fetch.ts";
import { connectionError, send } from "../http/send.ts";
import { awsError } from "./aws-error.ts";

export interface AwsConnection {
  /** `http://host:port`, without a path: every service answers there, but for those with an address of their own. */
  readonly endpoint: string;
  /** Where buckets are, if they are not at `endpoint`. */
  readonly s3Endpoint?: string | undefined;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** What reaches the buckets, where that is another key. */
  readonly s3Key?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  /** Why there is no key: whoever asks may do without AWS's API, and is told once it is used. */
  readonly refused?: string | undefined;
  readonly fetch: Fetch;
}

export interface AwsAsk {
  readonly service: "s3" | "sagemaker" | "monitoring";
  readonly method: "GET" | "PUT" | "POST" | "HEAD" | "DELETE";
  /** Each segment is encoded; a slash within a key stays one. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | ReadableStream<Uint8Array>;
  /** 0 leaves the time to the answer open; default 30 s. */
  readonly withinMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Signs and sends requests to an AWS API, with the given keys and no others. */
export class AwsTransport {
  readonly #connection: AwsConnection;
  readonly #signers = new Map<string, SignatureV4>();

  constructor(connection: AwsConnection) {
    this.#connection = connection;
  }

  /** Any status below 300, and those `accept` names; everything else is a SlipwayError. */
  async open(ask: AwsAsk, accept: readonly number[] = []): Promise<FetchResponse> {
    const { fetch, endpoint, s3Endpoint, refused } = this.#connection;
    if (refused !== undefined) throw new SlipwayError("SLIP-API-006", refused);
    const url = new URL(ask.service === "s3" ? (s3Endpoint ?? endpoint) : endpoint);
    const path = ask.path.split("/").map(encode).join("/");
    refuseDots(ask.path);
    const signed = await this.#signer(ask.service).sign(
      new HttpRequest({
        method: ask.method,
        protocol: url.protocol,
        hostname: url.hostname,
        ...(url.port === "" ? {} : { port: Number(url.port) }),
        path,
        query: { ...ask.query },
        headers: { ...ask.headers, host: url.host, ...(isStream(ask.body) ? UNSIGNED : {}) },
        ...(ask.body === undefined || isStream(ask.body) ? {} : { body: ask.body }),
      }),
    );
    const { host: _, ...headers } = signed.headers;
    const response = await send(
      fetch,
      `${url.origin}${path}${queryOf(ask.query)}`,
      {
        method: ask.method,
        headers,
        ...defined({ body: ask.body }),
        ...(isStream(ask.body) ? { duplex: "half" } : {}),
        ...defined({ signal: ask.signal }),
      },
      ask.withinMs,
    );
    if (response.status < 300 || accept.includes(response.status)) return response;
    throw awsError(response, await response.text());
  }

  /** The error of an answer that breaks off while it is read. */
  broken(error: unknown): SlipwayError {
    return connectionError(this.#connection.s3Endpoint ?? this.#connection.endpoint, error);
  }

  #signer(service: string): SignatureV4 {
    const known = this.#signers.get(service);
    if (known !== undefined) return known;
    const { region, s3Key } = this.#connection;
    const { accessKeyId, secretAccessKey } =
      service === "s3" ? (s3Key ?? this.#connection) : this.#connection;
    const signer = new SignatureV4({
      service,
      region,
      credentials: { accessKeyId, secretAccessKey },
      sha256: Sha256,
      applyChecksum: true,
      uriEscapePath: service !== "s3",
    });
    this.#signers.set(service, signer);
    return signer;
  }
}

/** A stream passes by once, so it cannot be hashed before it is sent. */
const UNSIGNED = { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };

function isStream(body: AwsAsk["body"]): body is ReadableStream<Uint8Array> {
  return typeof body === "object" && !(body instanceof Uint8Array);
}

/** An HTTP client takes such a segment, however it is encoded, for a step through folders, and asks for another object. */
function refuseDots(path: string): void {
  if (path.split("/").some((segment) => segment === "." || segment === ".."))
    throw new SlipwayError(
      "SLIP-CLIENT-011",
      `s3:/${path} has "." or ".." as a step of its key, which cannot be asked for over HTTP; give the key as it is stored`,
    );
}

function queryOf(query: AwsAsk["query"] = {}): string {
  const parts = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  return parts.length === 0 ? "" : `?${parts.join("&")}`;
}

/** RFC 3986, as the signature wants it: stricter than `encodeURIComponent`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
