import { SP, TOKEN, VISIBLE } from "./characters.ts";
import { contentLength } from "./content-length.ts";
import { FieldLines } from "./field-lines.ts";
import { KnownNames } from "./known-names.ts";
import { Malformed } from "./malformed.ts";

/** The head of a request, of which it is certain where its body ends. */
export interface RequestHead {
  readonly method: string;
  readonly target: string;
  /** Bytes of the body that follows; 0 where none is told. Not said of a chunked one. */
  readonly length: number;
  /** Whether it says anything that asks for more than to be carried on: another version, chunks, an expectation, an upgrade. */
  readonly plain: boolean;
  /** Whether the client wants the connection closed after the answer. */
  readonly close: boolean;
  readonly authorization: string | undefined;
  readonly targetVariant: string | undefined;
  readonly sessionId: string | undefined;
  /** Its field lines as they came, without those that speak of this connection, of the body's length or to us. */
  readonly fields: string;
}

const TARGET_VARIANT = "x-amzn-sagemaker-target-variant";
const SESSION_ID = "x-amzn-sagemaker-session-id";

const NAMES = new KnownNames([
  "host",
  "content-length",
  "transfer-encoding",
  "connection",
  "authorization",
  "expect",
  "upgrade",
  "te",
  "trailer",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authorization",
  TARGET_VARIANT,
  SESSION_ID,
]);

/**
 * Reads what stands before a request's empty line: `text` is of one byte a character and ends with the CRLF of the last line. Throws
 * Malformed where the RFC is not followed to the letter, for two readers could differ there in where the request ends.
 */
export function requestHead(text: string): RequestHead {
  const line = requestLine(text);
  const lines = new FieldLines(text, line.end);
  const own = new OwnFields();
  let fields = "";
  let keptFrom = line.end;
  while (lines.next()) {
    const name = NAMES.find(text, lines.start, lines.nameEnd);
    if (name === undefined) continue;
    own.take(name, lines);
    if (name === TARGET_VARIANT) continue;
    fields += text.slice(keptFrom, lines.start);
    keptFrom = lines.end;
  }
  own.check(line.version);
  const { close, authorization, targetVariant, sessionId } = own;
  return {
    method: line.method,
    target: line.target,
    length: Math.max(own.length, 0),
    plain: own.plain && !own.chunked && line.version === "HTTP/1.1",
    close,
    authorization,
    targetVariant,
    sessionId,
    fields: fields + text.slice(keptFrom),
  };
}

/** What fields say to us. */
class OwnFields {
  #hosts = 0;
  /** -1 where none is told. */
  length = -1;
  chunked = false;
  close = false;
  plain = true;
  authorization: string | undefined;
  targetVariant: string | undefined;
  sessionId: string | undefined;

  take(name: ReturnType<typeof NAMES.find>, { value }: FieldLines): void {
    switch (name) {
      case "host":
        this.#hosts += 1;
        break;
      case "content-length":
        if (this.length >= 0) throw new Malformed("more than one Content-Length");
        this.length = contentLength(value);
        break;
      case "transfer-encoding":
        if (this.chunked || value.toLowerCase() !== "chunked") {
          throw new Malformed("a Transfer-Encoding other than chunked");
        }
        this.chunked = true;
        break;
      case "connection":
        if (isClose(value)) this.close = true;
        else this.plain &&= isKeepAlive(value);
        break;
      case "authorization":
        this.plain &&= this.authorization === undefined;
        this.authorization = value;
        break;
      case TARGET_VARIANT:
        this.plain &&= this.targetVariant === undefined;
        this.targetVariant = value;
        break;
      case SESSION_ID:
        this.plain &&= this.sessionId === undefined;
        this.sessionId = value;
        break;
      case "expect":
      case "upgrade":
        this.plain = false;
        break;
      default:
    }
  }

  check(version: string): void {
    if (this.chunked && (this.length >= 0 || version !== "HTTP/1.1")) {
      throw new Malformed("a Transfer-Encoding where there may be none");
    }
    if (this.#hosts > 1 || (this.#hosts === 0 && version === "HTTP/1.1")) {
      throw new Malformed("not exactly one Host");
    }
  }
}

interface RequestLine {
  readonly method: string;
  readonly target: string;
  readonly version: "HTTP/1.1" | "HTTP/1.0";
  readonly end: number;
}

function requestLine(text: string): RequestLine {
  const methodEnd = spanEnd(text, 0, TOKEN);
  const targetEnd = spanEnd(text, methodEnd + 1, VISIBLE);
  const end = targetEnd + 11;
  const version = text.slice(targetEnd + 1, end - 2);
  if (version !== "HTTP/1.1" && version !== "HTTP/1.0") throw new Malformed("no version that is spoken here");
  if (text.slice(end - 2, end) !== "\r\n")
    throw new Malformed("more than a version at the end of the request line");
  return { method: text.slice(0, methodEnd), target: text.slice(methodEnd + 1, targetEnd), version, end };
}

/** Where one part of the request line ends, at the one space behind it. */
function spanEnd(text: string, from: number, takes: Uint8Array): number {
  let at = from;
  while (takes[text.charCodeAt(at)] === 1) at++;
  if (at === from || text.charCodeAt(at) !== SP) throw new Malformed("no request line");
  return at;
}

const isClose = (value: string): boolean => value.length === 5 && value.toLowerCase() === "close";
const isKeepAlive = (value: string): boolean => value.length === 10 && value.toLowerCase() === "keep-alive";
