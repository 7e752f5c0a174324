import type { IncomingMessage, ServerResponse } from "node:http";
import { verifySigV4 } from "#lib/sigv4/verify-sigv4.ts";

export const KEYS = { accessKeyId: "AKIATINYTINYTINYTINY", secretAccessKey: "tiny/secret+with=signs" };

/** S3 and InvokeEndpoint on a page; every request's signature is checked by the server's own verifier. */
export class TinyAws {
  readonly buckets = new Set<string>();
  readonly objects = new Map<string, Buffer>();
  /** When objects were last written; absent means now. */
  readonly modified = new Map<string, Date>();
  /** Objects that the caller may not read. */
  readonly unreadable = new Set<string>();
  /** How many keys a page of a list holds. */
  page = 1000;
  /** After how many bytes the next answers with an object break off. */
  cutAfter: number[] = [];
  /** Whether parts of objects can be asked for. */
  ranges = true;
  readonly calls: string[] = [];
  /** Requests to write an object are taken and never answered. */
  silent = false;
  /** What an endpoint answers; default: the body back. */
  answer: (
    endpoint: string,
    body: string,
    contentType: string,
  ) => { readonly status: number; readonly body: string } = (_endpoint, body) => ({ status: 200, body });

  async handle(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    const url = new URL(request.url ?? "", "http://tiny");
    const path = decodeURIComponent(url.pathname);
    const isCopy = request.headers["x-amz-copy-source"] !== undefined;
    this.calls.push(`${isCopy ? "COPY" : request.method} ${path}${url.search}`);
    try {
      const { service } = await verifySigV4(
        request,
        (id) => (id === KEYS.accessKeyId ? { secretAccessKey: KEYS.secretAccessKey } : undefined),
        { now: new Date(), body },
      );
      if (service === "sagemaker") this.#invoke(request, response, path, body);
      else this.#s3(request, response, { path, url, body });
    } catch (error) {
      response.writeHead(403, { "x-slipway-code": "SLIP-API-006" }).end(String(error));
    }
  }

  #invoke(request: IncomingMessage, response: ServerResponse, path: string, body: Buffer): void {
    const endpoint = path.split("/")[2] ?? "";
    const answer = this.answer(endpoint, body.toString(), request.headers["content-type"] ?? "");
    response.writeHead(answer.status, {
      "x-amzn-invoked-production-variant": "AllTraffic",
      "content-type": "text/csv",
    });
    response.end(answer.body);
  }

  #s3(
    request: IncomingMessage,
    response: ServerResponse,
    { path, url, body }: { readonly path: string; readonly url: URL; readonly body: Buffer },
  ): unknown {
    const [, bucket = "", ...rest] = path.split("/");
    const key = rest.join("/");
    if (bucket === "") return this.#list(response, [...this.buckets]);
    if (request.method === "POST" && url.searchParams.has("delete"))
      return this.#remove(response, bucket, body.toString());
    if (key === "") return this.#bucket(request, response, bucket, url);
    const there = this.objects.get(`${bucket}/${key}`);
    if (request.method === "PUT") return this.#put(request, response, { name: `${bucket}/${key}`, body });
    if (this.unreadable.has(`${bucket}/${key}`))
      return response.writeHead(403).end("<Error><Code>AccessDenied</Code></Error>");
    if (there === undefined) {
      response
        .writeHead(404)
        .end(
          request.method === "HEAD"
            ? undefined
            : "<Error><Code>NoSuchKey</Code><Message>no &quot;key&quot;</Message></Error>",
        );
      return;
    }
    this.#send(request, response, there);
  }

  #put(
    request: IncomingMessage,
    response: ServerResponse,
    { name, body }: { readonly name: string; readonly body: Buffer },
  ): unknown {
    if (this.silent) return undefined;
    if (request.headers["transfer-encoding"] !== undefined) return response.writeHead(411).end();
    this.modified.delete(name);
    if (request.headers["x-amz-copy-source"] === undefined) this.objects.set(name, body);
    else if (!this.objects.has(name)) return response.writeHead(404).end();
    return response.writeHead(200).end();
  }

  /** From where the range begins; breaks off where the test says so. */
  #send(request: IncomingMessage, response: ServerResponse, there: Buffer): unknown {
    const range = this.ranges ? request.headers.range : undefined;
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
    response.writeHead(from === 0 ? 200 : 206, {
      "content-length": String(there.length - from),
      etag: `"${there.length}"`,
    });
    if (request.method === "HEAD") return response.end();
    const cut = this.cutAfter.shift();
    if (cut === undefined) return response.end(there.subarray(from));
    response.write(there.subarray(from, from + cut), () => response.destroy());
    return undefined;
  }

  #bucket(request: IncomingMessage, response: ServerResponse, bucket: string, url: URL): unknown {
    if (request.method === "PUT") this.buckets.add(bucket);
    if (!this.buckets.has(bucket)) return response.writeHead(404).end();
    const prefix = url.searchParams.get("prefix") ?? "";
    const after = url.searchParams.get("continuation-token") ?? "";
    const keys = [...this.objects.keys()]
      .filter((name) => name.startsWith(`${bucket}/${prefix}`))
      .map((name) => name.slice(bucket.length + 1))
      .filter((key) => key > after)
      .sort();
    const shown = keys.slice(0, Math.min(this.page, Number(url.searchParams.get("max-keys") ?? 1000)));
    const encode = url.searchParams.get("encoding-type") === "url" ? encodeURIComponent : escaped;
    const entries = shown.map((key) => this.#entry(bucket, key, encode(key)));
    const next = keys.length > shown.length ? escaped(shown.at(-1) ?? "") : undefined;
    const more = next === undefined ? "" : `<NextContinuationToken>${next}</NextContinuationToken>`;
    response
      .writeHead(200)
      .end(
        request.method === "GET"
          ? `<ListBucketResult>${entries.join("")}${more}</ListBucketResult>`
          : undefined,
      );
  }

  #entry(bucket: string, key: string, written: string): string {
    const modified = (this.modified.get(`${bucket}/${key}`) ?? new Date()).toISOString();
    const size = this.objects.get(`${bucket}/${key}`)?.length;
    return `<Contents><Key>${written}</Key><LastModified>${modified}</LastModified><Size>${size}</Size></Contents>`;
  }

  #list(response: ServerResponse, names: readonly string[]): void {
    const buckets = names.map((name) => `<Bucket><Name>${name}</Name></Bucket>`).join("");
    response
      .writeHead(200)
      .end(`<ListAllMyBucketsResult><Buckets>${buckets}</Buckets></ListAllMyBucketsResult>`);
  }

  #remove(response: ServerResponse, bucket: string, xml: string): void {
    for (const [, key = ""] of xml.matchAll(/<Key>([^<]*)<\/Key>/g))
      this.objects.delete(`${bucket}/${key.replaceAll("&lt;", "<").replaceAll("&amp;", "&")}`);
    response.writeHead(200).end("<DeleteResult></DeleteResult>");
  }
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;");
