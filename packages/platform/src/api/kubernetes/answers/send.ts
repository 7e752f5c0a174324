import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";
import { dump } from "js-yaml";
import { jsonOf } from "#embedded/apiserver/json/json-of.ts";
import type { Accepted } from "../requests/accept.ts";
import { fewWarnings } from "./few-warnings.ts";

/** What a verb answers when it does not take over the socket. */
export interface Answer {
  readonly http: number;
  readonly body?: object | undefined;
  /** In place of `body`: an answer that is text already. */
  readonly text?: string;
  /** Each becomes a `Warning` header. */
  readonly warnings?: readonly string[];
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Headers = Record<string, string | number | string[]>;

/** Values as JSON has them: none by reference, lines as long as they are, what is undefined left out. */
const YAML = { noRefs: true, lineWidth: -1, skipInvalid: true };

const compress = promisify(gzip);
/** As a real server: compressing less costs more than it saves. */
const COMPRESS_FROM = 128 * 1024;

/**
 * Writes the answer in the encoding agreed on, compressed when it is large and the client takes it. Written past
 * Fastify, which would rewrite the media types that Kubernetes' clients compare.
 */
export async function send(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: Answer,
  encoding: Accepted["encoding"] = "json",
): Promise<void> {
  const headers: Headers = { "cache-control": "no-cache, private", ...answer.headers };
  if (answer.warnings !== undefined && answer.warnings.length > 0) {
    headers["warning"] = fewWarnings(answer.warnings).map(warningHeader);
  }
  const text = answer.text ?? written(answer.body, encoding);
  const content = text === undefined ? undefined : await encoded(request, headers, text);
  if (content !== undefined) {
    headers["content-type"] = answer.contentType ?? `application/${encoding}`;
    headers["content-length"] = content.length;
  }
  reply.hijack();
  reply.raw.writeHead(answer.http, headers);
  reply.raw.end(content);
}

/** Undefined for an answer without a body, such as 304: a media type of its own would replace that of the kept body. */
function written(body: object | undefined, encoding: Accepted["encoding"]): string | undefined {
  if (body === undefined) return undefined;
  return encoding === "yaml" ? dump(body, YAML) : `${jsonOf(body)}\n`;
}

async function encoded(request: FastifyRequest, headers: Headers, text: string): Promise<Buffer> {
  const plain = Buffer.from(text);
  if (plain.length < COMPRESS_FROM || !takesGzip(request.headers["accept-encoding"])) return plain;
  headers["content-encoding"] = "gzip";
  headers["vary"] = headers["vary"] === undefined ? "accept-encoding" : `${headers["vary"]}, accept-encoding`;
  return compress(plain, { level: constants.Z_BEST_SPEED });
}

function takesGzip(accepted: string | string[] | undefined): boolean {
  return String(accepted ?? "")
    .split(",")
    .map((clause) => clause.replaceAll(/\s/g, "").toLowerCase())
    .some((clause) => clause === "gzip" || (clause.startsWith("gzip;q=") && Number(clause.slice(7)) > 0));
}

/** RFC 7234 warn-code 299; a header holds no line break, and a quoted string no bare quote. */
function warningHeader(text: string): string {
  const quoted = text
    .replace(/[^\x20-\x7e]+/g, " ")
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"');
  return `299 - "${quoted}"`;
}
