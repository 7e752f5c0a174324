import type { IncomingMessage, ServerResponse } from "node:http";
import { verifySigV4 } from "#lib/sigv4/verify-sigv4.ts";

export const KEYS = { accessKeyId: "AKIATINYTINYTINYTINY", secretAccessKey: "tiny/secret+with=signs" };

/** S3 and InvokeEndpoint on a page; every request's signature is checked by the server's own verifier. */
export class TinyAws {
  readonly buckets = new Set<string>();
  readonly objects = new Map<string, Buffer>();
  readonly calls: string[] = [];
  /** What an endpoint answers; default: the body back. */
  answer: (
    endpoint: string,
    body: string,
    contentType: string,
  ) => { readonly status: number; readonly body: string } = (_endpoint, body) => ({ status: 200, body });

  async handle(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    const url = new URL(request.url ?? "", "http://tiny");
    const path = decodeURIComponent(url.pathname);
    this.calls.push(`${request.method} ${path}${url.search}`);
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
    if (key === "") return this.#bucket(request, response, bucket, url);
    const there = this.objects.get(`${bucket}/${key}`);
    if (request.method === "PUT") {
      if (request.headers["transfer-encoding"] !== undefined) return response.writeHead(411).end();
      this.objects.set(`${bucket}/${key}`, body);
      return response.writeHead(200).end();
    }
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
    response.writeHead(200, { "content-length": String(there.length) });
    response.end(request.method === "HEAD" ? undefined : there);
  }

  #bucket(request: IncomingMessage, response: ServerResponse, bucket: string, url: URL): unknown {
    if (request.method === "PUT") this.buckets.add(bucket);
    if (!this.buckets.has(bucket)) return response.writeHead(404).end();
    const prefix = url.searchParams.get("prefix") ?? "";
    const keys = [...this.objects.keys()]
      .filter((name) => name.startsWith(`${bucket}/${prefix}`))
      .map((name) => name.slice(bucket.length + 1));
    response
      .writeHead(200)
      .end(
        request.method === "GET"
          ? `<ListBucketResult>${keys.map((key) => `<Key>${key.replaceAll("&", "&amp;")}</Key>`).join("")}</ListBucketResult>`
          : undefined,
      );
  }
}
