import { contentLength } from "./content-length.ts";
import { FieldLines } from "./field-lines.ts";
import { KnownNames } from "./known-names.ts";
import { Malformed } from "./malformed.ts";

/** How it is known where a response's body ends. */
export type BodyEnd = number | "chunked" | "at its connection's end";

export interface ResponseHead {
  readonly status: number;
  readonly bodyEnd: BodyEnd;
  /** Whether the server goes on with the connection. */
  readonly keepsAlive: boolean;
  /** For how long it does without a request; undefined where it does not say. */
  readonly idleMs: number | undefined;
  readonly dated: boolean;
  /** Its field lines as they came, without those that speak of this connection, of the body's length or in our name. */
  readonly fields: string;
}

const NAMES = new KnownNames([
  "content-length",
  "transfer-encoding",
  "connection",
  "keep-alive",
  "date",
  "te",
  "trailer",
  "upgrade",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authorization",
  "x-slipway-code",
  "x-amzn-invoked-production-variant",
]);

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?\r\n/;

/**
 * Reads what stands before a response's empty line, of one byte a character, up to the CRLF of the last line. Throws Malformed where the
 * RFC is not followed to the letter.
 */
export function responseHead(text: string): ResponseHead {
  const [line, minor, code] = STATUS_LINE.exec(text) ?? [];
  if (line === undefined) throw new Malformed("no status line");
  const lines = new FieldLines(text, line.length);
  const own = new OwnFields();
  let fields = "";
  let keptFrom = line.length;
  while (lines.next()) {
    const name = NAMES.find(text, lines.start, lines.nameEnd);
    if (name === undefined) continue;
    own.take(name, lines);
    if (name === "date") continue;
    fields += text.slice(keptFrom, lines.start);
    keptFrom = lines.end;
  }
  fields += text.slice(keptFrom);
  const status = Number(code);
  const bodyEnd = own.bodyEnd(status, minor === "1");
  const { options, idleMs, dated } = own;
  if (options === undefined) return { status, bodyEnd, keepsAlive: minor === "1", idleMs, dated, fields };
  const keepsAlive = minor === "1" && !options.has("close");
  return { status, bodyEnd, keepsAlive, idleMs, dated, fields: without(fields, options) };
}

/** What fields say to us. */
class OwnFields {
  /** -1 where none is told. */
  #length = -1;
  #chunked = false;
  dated = false;
  idleMs: number | undefined;
  /** What Connection says. */
  options: Set<string> | undefined;

  take(name: ReturnType<typeof NAMES.find>, { value }: FieldLines): void {
    switch (name) {
      case "content-length":
        if (this.#length >= 0) throw new Malformed("more than one Content-Length");
        this.#length = contentLength(value);
        break;
      case "transfer-encoding":
        if (this.#chunked || value.toLowerCase() !== "chunked") {
          throw new Malformed("a Transfer-Encoding other than chunked");
        }
        this.#chunked = true;
        break;
      case "connection":
        this.options ??= new Set();
        for (const option of value.toLowerCase().split(",")) this.options.add(option.trim());
        break;
      case "keep-alive":
        this.idleMs = idleTime(value);
        break;
      case "date":
        this.dated = true;
        break;
      default:
    }
  }

  bodyEnd(status: number, mayChunk: boolean): BodyEnd {
    if (this.#chunked && (this.#length >= 0 || !mayChunk)) {
      throw new Malformed("a Transfer-Encoding where there may be none");
    }
    if (hasNoBody(status)) return 0;
    if (this.#chunked) return "chunked";
    return this.#length >= 0 ? this.#length : "at its connection's end";
  }
}

const hasNoBody = (status: number): boolean => status < 200 || status === 204 || status === 304;

function idleTime(value: string): number | undefined {
  const seconds = /(?:^|[,\s])timeout=(\d{1,5})(?:$|[,\s])/i.exec(value)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

/** What Connection names goes no further (RFC 9110 §7.6.1). */
function without(fields: string, names: ReadonlySet<string>): string {
  if (names.size < 3 && [...names].every((name) => USUAL.has(name))) return fields;
  const lines = new FieldLines(fields, 0);
  let kept = "";
  while (lines.next()) if (!names.has(lines.name)) kept += fields.slice(lines.start, lines.end);
  return kept;
}

const USUAL: ReadonlySet<string> = new Set(["", "close", "keep-alive"]);
