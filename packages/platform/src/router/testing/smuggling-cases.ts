import { TOKEN } from "./containers.ts";

/** What an attacker sends on one connection, and how many requests of it a back end may see. */
export interface SmugglingCase {
  readonly name: string;
  readonly bytes: string;
  /** Exactly so many; each is one that the attacker may send and says what it was sent for. */
  readonly seen: number;
}

const PATH = "/namespaces/ns/endpoints/E/invocations";
const PING = "/namespaces/ns/endpoints/E/ping";
const AUTHORIZATION = `Authorization: Bearer ${TOKEN}`;
/** A request of the attacker's that nobody may see: hidden in the body of another. */
export const HIDDEN = "GET /hidden HTTP/1.1\r\nHost: h\r\nX: y\r\n\r\n";

interface Parts {
  /** The request line. */
  readonly line?: string;
  /** Lines of the head, with their ends. */
  readonly head?: string;
  readonly body?: string;
}

const request = ({ line = `POST ${PATH} HTTP/1.1\r\n`, head = "", body = "" }: Parts): string =>
  `${line}Host: h\r\n${AUTHORIZATION}\r\n${head}\r\n${body}`;

const refused = (name: string, parts: Parts): SmugglingCase => ({ name, bytes: request(parts), seen: 0 });
const seen = (name: string, parts: Parts): SmugglingCase => ({ name, bytes: request(parts), seen: 1 });
/** As a length has it, and as chunks have it, the body hides a request. */
const BODY = `0\r\n\r\n${HIDDEN}`;
const LENGTH = `Content-Length: ${BODY.length}\r\n`;
const TE = "Transfer-Encoding";

/** Both framings, the second in every disguise of PortSwigger's http-request-smuggler, with and without the first. */
function disguises(): readonly SmugglingCase[] {
  const lines: Record<string, string> = {
    vanilla: `${TE}: chunked\r\n`,
    multiCase: "tRANSFER-eNCODING: cHUNKED\r\n",
    spacejoin1: "Transfer Encoding: chunked\r\n",
    space1: `${TE} : chunked\r\n`,
    tab1: `${TE}\t: chunked\r\n`,
    nameprefix1: ` ${TE}: chunked\r\n`,
    tabnameprefix: `\t${TE}: chunked\r\n`,
    valueprefix1: `${TE}:  chunked\r\n`,
    nospace1: `${TE}:chunked\r\n`,
    tabprefix1: `${TE}:\tchunked\r\n`,
    tabsuffix: `${TE}: chunked\t\r\n`,
    spacesuffix: `${TE}: chunked \r\n`,
    commaCow: `${TE}: chunked, cow\r\n`,
    cowComma: `${TE}: cow, chunked\r\n`,
    commaAlone: `${TE}: ,chunked\r\n`,
    identity: `${TE}: identity\r\n`,
    chunk: `${TE}: chunk\r\n`,
    xchunked: `${TE}: xchunked\r\n`,
    empty: `${TE}:\r\n`,
    quoted: `${TE}: "chunked"\r\n`,
    aposed: `${TE}: 'chunked'\r\n`,
    semicolon: `${TE}: chunked;q=1\r\n`,
    linewrapped1: `${TE}:\n chunked\r\n`,
    linewrapped2: `${TE}:\r\n chunked\r\n`,
    gareth1: `${TE}\n : chunked\r\n`,
    badsetupCR: `Foo: bar\r${TE}: chunked\r\n`,
    badsetupLF: `Foo: bar\n${TE}: chunked\r\n`,
    vertwrap: `${TE}: \n\x0bchunked\r\n`,
    tabwrap: `${TE}: \n\tchunked\r\n`,
    "0dwrap": `Foo: bar\r\n\r${TE}: chunked\r\n`,
    "0dspam": `Transfer\r-Encoding: chunked\r\n`,
    spjunk: `${TE} x: chunked\r\n`,
    backslash: "Transfer\\-Encoding: chunked\r\n",
    nulname: `${TE}\0: chunked\r\n`,
    nulvalue: `${TE}: chunked\0\r\n`,
    LFalone: `${TE}: chunked\n`,
    CRCRLF: `${TE}: chunked\r\r\n`,
    twice: `${TE}: chunked\r\n${TE}: chunked\r\n`,
    "twice, one of them unknown": `${TE}: chunked\r\n${TE}: cow\r\n`,
    connection: `Connection: ${TE}\r\n${TE}: chunked\r\n`,
    dualchunk: `${TE}: identity\r\n${TE}: chunked\r\n`,
  };
  for (const code of [0x01, 0x04, 0x08, 0x0b, 0x0c, 0x0d, 0x1f, 0x7f, 0x85, 0xa0, 0xff]) {
    lines[`prefix1:${code}`] = `${TE}:${String.fromCharCode(code)}chunked\r\n`;
    lines[`suffix1:${code}`] = `${TE}: chunked${String.fromCharCode(code)}\r\n`;
    lines[`namesuffix:${code}`] = `${TE}${String.fromCharCode(code)}: chunked\r\n`;
  }
  return Object.entries(lines).flatMap(([name, line]) => [
    refused(`CL before TE, ${name}`, { head: `${LENGTH}${line}`, body: BODY }),
    refused(`TE before CL, ${name}`, { head: `${line}${LENGTH}`, body: BODY }),
  ]);
}

/** Names that only look like framing: the body is what its length says, and the other line is not told. */
const lookalikes: readonly SmugglingCase[] = [
  seen("underjoin1", { head: `${LENGTH}Transfer_Encoding: chunked\r\n`, body: BODY }),
  seen("underscore2", { head: `${LENGTH}Content_Length: 0\r\n`, body: BODY }),
  seen("contentEnc", { head: `${LENGTH}Content-Encoding: chunked\r\n`, body: BODY }),
  seen("a prefix of the name", { head: `${LENGTH}Foo-Transfer-Encoding: chunked\r\n`, body: BODY }),
  seen("Connection strips the length", {
    head: `Connection: close, Content-Length\r\n${LENGTH}`,
    body: BODY,
  }),
  seen("Connection strips Host", { head: `Connection: Host, Authorization\r\n${LENGTH}`, body: BODY }),
];

const lengths: readonly SmugglingCase[] = [
  ...[
    "+0",
    "-1",
    "0x10",
    "1e2",
    "0 ",
    "00 0",
    "0, 0",
    "0,5",
    "0;",
    "0.0",
    "0_0",
    "\x0b0",
    "\xb2",
    "0\0",
    "",
    "9".repeat(20),
  ]
    // White space around a value is none of it.
    .filter((length) => length !== "0 ")
    .map((length) =>
      refused(`Content-Length ${JSON.stringify(length)}`, {
        head: `Content-Length: ${length}\r\n`,
        body: HIDDEN,
      }),
    ),
  refused("two lengths", { head: `Content-Length: 0\r\n${LENGTH}`, body: BODY }),
  refused("two lengths, the longer first", { head: `${LENGTH}Content-Length: 0\r\n`, body: BODY }),
  refused("the same length twice", { head: `${LENGTH}${LENGTH}`, body: BODY }),
  refused("a length behind a space", { head: ` ${LENGTH}`, body: BODY }),
  refused("a length and its space", { head: "Content-Length : 0\r\n", body: HIDDEN }),
  refused("a folded length", { head: "Content-Length:\r\n 0\r\n", body: HIDDEN }),
  refused("a length with LF", { head: `X: y\nContent-Length: 0\r\n${LENGTH}`, body: BODY }),
  seen("CL.0", { head: LENGTH, body: BODY }),
  seen("a length with zeros", { head: `Content-Length: 00${BODY.length}\r\n`, body: BODY }),
  seen("a length with white space", { head: `Content-Length: \t ${BODY.length} \t\r\n`, body: BODY }),
];

const lines: readonly SmugglingCase[] = [
  ...[
    `POST  ${PATH} HTTP/1.1\r\n`,
    `POST ${PATH}  HTTP/1.1\r\n`,
    `POST\t${PATH}\tHTTP/1.1\r\n`,
    `POST ${PATH} HTTP/1.1 \r\n`,
    ` POST ${PATH} HTTP/1.1\r\n`,
    `POST ${PATH} HTTP/1.1\n`,
    `POST ${PATH}\0 HTTP/1.1\r\n`,
    `POST ${PATH} HTTP/1.1 HTTP/1.1\r\n`,
    `POST ${PATH}\r\n`,
    `POST ${PATH} HTTP/1.2\r\n`,
    `POST ${PATH} HTTP/2.0\r\n`,
    `POST ${PATH} HTTP/1.10\r\n`,
    `POST ${PATH} HTTP/01.1\r\n`,
    `POST ${PATH} http/1.1\r\n`,
    `POST ${PATH} FTP/1.1\r\n`,
    `POST ${PATH} HTTP/1.1\r\n ${TE}: chunked\r\n`,
    `POST ${PATH} HTTP/1.1\r\n: x\r\n`,
    `POST ${PATH} HTTP/1.1\r\nnone\r\n`,
    `POST ${PATH} HTTP/1.1\r\n \r\n`,
    `POST ${PATH} HTTP/1.1\r\nHost: other\r\n`,
    `POST ${PATH} HTTP/1.1\r\nN\xe9: x\r\n`,
    "\r\n\r\nPOST / HTTP/1.1\r\n",
    "\n",
  ].map((line) => refused(`the line ${JSON.stringify(line)}`, { line, head: LENGTH, body: BODY })),
  refused("absolute form", { line: `POST http://other${PATH} HTTP/1.1\r\n`, head: LENGTH, body: BODY }),
  refused("authority form", { line: `POST other:80 HTTP/1.1\r\n`, head: LENGTH, body: BODY }),
  refused("asterisk form", { line: "OPTIONS * HTTP/1.1\r\n", head: LENGTH, body: BODY }),
  refused("a fragment", { line: `POST ${PATH}#x HTTP/1.1\r\n`, head: LENGTH, body: BODY }),
  refused("a tunnel", { line: "CONNECT pod:80 HTTP/1.1\r\n", head: LENGTH, body: BODY }),
  refused("another method", { line: `PUT ${PATH} HTTP/1.1\r\n`, head: LENGTH, body: BODY }),
  refused("a method in lower case", { line: `post ${PATH} HTTP/1.1\r\n`, head: LENGTH, body: BODY }),
  refused("dots in the path", {
    line: `POST /namespaces/ns/endpoints/E/x/../invocations HTTP/1.1\r\n`,
    head: LENGTH,
    body: BODY,
  }),
  refused("a line's end in the path", {
    line: `POST /namespaces/ns/endpoints/E%0d%0aX:y/invocations HTTP/1.1\r\n`,
    head: LENGTH,
    body: BODY,
  }),
  refused("chunks in HTTP/1.0", {
    line: `POST ${PATH} HTTP/1.0\r\n`,
    head: `${TE}: chunked\r\n`,
    body: BODY,
  }),
  {
    name: "all lines with LF",
    bytes: request({ head: LENGTH, body: "" }).replaceAll("\r\n", "\n") + BODY,
    seen: 0,
  },
  { name: "HTTP/2's preface", bytes: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", seen: 0 },
  { name: "HTTP/0.9", bytes: `GET ${PING}\r\n`, seen: 0 },
  { name: "no Host", bytes: `POST ${PATH} HTTP/1.1\r\n${AUTHORIZATION}\r\n${LENGTH}\r\n${BODY}`, seen: 0 },
  { name: "an empty line before it", bytes: `\r\n${request({ head: LENGTH, body: BODY })}`, seen: 1 },
  {
    name: "a ping with a body",
    bytes: request({ line: `GET ${PING} HTTP/1.1\r\n`, head: LENGTH, body: BODY }),
    seen: 1,
  },
  { name: "a body where none is told", bytes: request({ body: HIDDEN }), seen: 1 },
  seen("HTTP/1.0", { line: `POST ${PATH} HTTP/1.0\r\n`, head: LENGTH, body: BODY }),
];

/** Chunked bodies (the http-garden's and Http11Probe's lists): what is no chunk is no request. */
const chunks: readonly SmugglingCase[] = [
  ...Object.entries({
    "a sign": "+5\r\nhello\r\n0\r\n\r\n",
    "a minus": "-5\r\nhello\r\n0\r\n\r\n",
    "a prefix": "0x5\r\nhello\r\n0\r\n\r\n",
    "an underscore": "0_5\r\nhello\r\n0\r\n\r\n",
    "a space before": " 5\r\nhello\r\n0\r\n\r\n",
    "LF behind the size": "5\nhello\r\n0\r\n\r\n",
    "LF in an extension": "5;\nhello\r\n0\r\n\r\n",
    "LF in an extension, hiding a chunk": `5;\n${"a".repeat(5)}\r\n2d\r\n0\r\n\r\n${HIDDEN}\r\n0\r\n\r\n`,
    "CR in an extension": "5;a\rb\r\nhello\r\n0\r\n\r\n",
    "NUL in an extension": "5;\0\r\nhello\r\n0\r\n\r\n",
    "more than the size": "5\r\nhelloX\r\n0\r\n\r\n",
    "less than the size": `7\r\nhello\r\n0\r\n\r\n`,
    "no end of the data": `5\r\nhello0\r\n\r\n`,
    "LF behind the data": "5\r\nhello\n0\r\n\r\n",
    "CR behind the data": "5\r\nhello\r0\r\n\r\n",
    "a size beyond 64 bits": `10000000000000005\r\nhello\r\n0\r\n\r\n`,
    "no size": "\r\nhello\r\n0\r\n\r\n",
    "no digits": "g\r\nhello\r\n0\r\n\r\n",
  }).map(([name, body]) => refused(`chunks: ${name}`, { head: `${TE}: chunked\r\n`, body })),
  seen("chunks", { head: `${TE}: chunked\r\n`, body: "5\r\nhello\r\n0\r\n\r\n" }),
  seen("chunks with an extension", { head: `${TE}: chunked\r\n`, body: "5;a=b\r\nhello\r\n0\r\n\r\n" }),
  seen("chunks with trailers", { head: `${TE}: chunked\r\n`, body: "5\r\nhello\r\n0\r\nHost: x\r\n\r\n" }),
  refused("chunks with framing in trailers", {
    head: `${TE}: chunked\r\n`,
    body: "5\r\nhello\r\n0\r\nContent-Length: 50\r\n\r\n",
  }),
  seen("TE.0", {
    head: `${TE}: chunked\r\n`,
    body: `${HIDDEN.length.toString(16)}\r\n${HIDDEN}\r\n0\r\n\r\n`,
  }),
  seen("an upgrade to HTTP/2", {
    head: `Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n${LENGTH}`,
    body: BODY,
  }),
  seen("an upgrade to a socket", {
    head: `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n${LENGTH}`,
    body: BODY,
  }),
  seen("an expectation", { head: `Expect: 100-continue\r\n${LENGTH}`, body: BODY }),
  seen("an expectation and more", { head: `Expect: y 100-continue\r\n${LENGTH}`, body: BODY }),
];

export const SMUGGLING_CASES: readonly SmugglingCase[] = [
  ...disguises(),
  ...lookalikes,
  ...lengths,
  ...lines,
  ...chunks,
];

/** Has Node read it, and all that comes on its connection with it. */
export const READ_BY_NODE = request({ head: `${TE}: chunked\r\n`, body: "3\r\nown\r\n0\r\n\r\n" });
/** Of another client's, afterwards. */
export const VICTIM = request({ head: "Content-Length: 6\r\n", body: "victim" });
