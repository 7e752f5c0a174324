import type { Socket } from "node:net";

const STATUS = {
  bad: "400 Bad Request",
  unknown: "407 Proxy Authentication Required",
  failed: "502 Bad Gateway",
  busy: "503 Service Unavailable",
} as const;

const WORDS = {
  bad: "The request is not understood",
  unknown: "This proxy is for who has the environment of `slipway env --catch-aws`",
  failed: "The host cannot be reached",
  busy: "You have too many connections to this proxy",
} as const;

/** Answers a CONNECT with a sentence, and closes. */
export function refuse(socket: Socket, why: keyof typeof STATUS, detail?: string): void {
  if (socket.destroyed) return;
  const text = `${WORDS[why]}${detail === undefined ? "" : `: ${detail}`}.\n`;
  const head = [
    `HTTP/1.1 ${STATUS[why]}`,
    ...(why === "unknown" ? ['Proxy-Authenticate: Basic realm="slipway"'] : []),
    "Connection: close",
    "Content-Type: text/plain; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(text)}`,
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${text}`);
}
