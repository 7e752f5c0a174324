import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";
import { stringify as yamlOf } from "yaml";
import type { Accepted } from "../requests/accept.ts";

/** What a verb answers when it does not take over the socket. */
export interface Answer {
  readonly http: number;
  readonly body?: unknown;
  /** In place of `body`: an answer that is text already. */
  readonly text?: string;
  /** Each becomes a `Warning` header. */
  readonly warnings?: readonly string[];
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const compress = promisify(gzip);
/** As a real server: compressing less costs more than it saves. */
const COMPRESS_FROM = 128 * 1024;

/** Writes the answer in the encoding agreed on, compressed when it is large and the client takes it. */
export async function send(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: Answer,
  encoding: Accepted["encoding"] = "json",
): Promise<void> {
  const yaml = encoding === "yaml";
  reply
    .code(answer.http)
    .header("cache-control", "no-cache, private")
    .headers(answer.headers ?? {});
  if (answer.warnings !== undefined && answer.warnings.length > 0) {
    reply.header("warning", answer.warnings.map(warningHeader));
  }
  const text = answer.text ?? written(answer.body, yaml);
  if (text === undefined) {
    await reply.send();
    return;
  }
  reply.type(answer.contentType ?? (yaml ? "application/yaml" : "application/json"));
  await reply.send(await encoded(request, reply, text));
}

/** Undefined for an answer without a body, such as 304: a media type of its own would replace that of the kept body. */
function written(body: unknown, yaml: boolean): string | undefined {
  if (body === undefined) return undefined;
  return yaml ? yamlOf(body) : `${JSON.stringify(body)}\n`;
}

async function encoded(request: FastifyRequest, reply: FastifyReply, text: string): Promise<string | Buffer> {
  const accepts = /(^|[\s,])gzip\s*(;\s*q\s*=\s*(?!0(\.0*)?\s*(,|$))|,|$)/i.test(
    request.headers["accept-encoding"] ?? "",
  );
  if (!accepts || text.length < COMPRESS_FROM) return text;
  reply.header("content-encoding", "gzip").header("vary", "accept-encoding");
  return compress(text, { level: constants.Z_BEST_SPEED });
}

/** RFC 7234 warn-code 299; a header holds no line break, and a quoted string no bare quote. */
function warningHeader(text: string): string {
  const quoted = text
    .replace(/[^\x20-\x7e]+/g, " ")
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"');
  return `299 - "${quoted}"`;
}
