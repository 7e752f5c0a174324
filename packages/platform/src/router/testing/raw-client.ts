import { connect } from "node:net";

/** One answer as it stood on the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

export interface ExchangeOptions {
  /** 5 s, in which a side that has nothing more to say stays silent; for answers that are due, as long as a busy machine may take. */
  readonly quietMs?: number;
  /** As many as are waited for; absent: for all that comes. */
  readonly answers?: number;
  /** Says that nothing more is sent, when the other side has been silent for so long; its last words still count. */
  readonly end?: boolean;
}

/** All that comes back for some bytes until so many answers have, the other side closes, or is silent for `quietMs`. */
export function exchange(
  port: number,
  bytes: string,
  { answers, quietMs = answers === undefined ? 5_000 : 60_000, end = false }: ExchangeOptions = {},
): Promise<{ readonly text: string; readonly closed: boolean }> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(port, "127.0.0.1");
    const finish = (closed: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ text, closed });
    };
    let ended = !end;
    const timer = setTimeout(() => {
      if (ended) return finish(false);
      ended = true;
      socket.end();
      timer.refresh();
    }, quietMs);
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      timer.refresh();
      if (answers !== undefined && answersIn(text).length >= answers) finish(false);
    });
    socket.on("error", () => {});
    socket.on("close", () => finish(true));
    socket.write(Buffer.from(bytes, "latin1"));
  });
}

/** The answers of which a text consists; each tells its length or comes in chunks. Stops where one is not whole. */
export function answersIn(text: string): readonly RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = text;
  for (;;) {
    const end = rest.indexOf("\r\n\r\n");
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(rest)?.[1]);
    if (end === -1 || Number.isNaN(status)) return answers;
    const head = rest.slice(0, end + 2);
    rest = rest.slice(end + 4);
    if (status < 200) continue;
    const body = /^transfer-encoding: chunked\r$/im.test(head) ? chunkedBody(rest) : bodyOfLength(head, rest);
    if (body === undefined) return answers;
    answers.push({ status, head, body: body.text });
    rest = rest.slice(body.size);
  }
}

/** A body and how much it takes on the wire; undefined where it is not whole. */
type Body = { readonly text: string; readonly size: number } | undefined;

function bodyOfLength(head: string, rest: string): Body {
  const size = Number(/^content-length: (\d+)\r$/im.exec(head)?.[1] ?? 0);
  return rest.length < size ? undefined : { text: rest.slice(0, size), size };
}

function chunkedBody(rest: string): Body {
  let text = "";
  for (let at = 0; ; ) {
    const line = /^([0-9a-f]+)\r\n/i.exec(rest.slice(at));
    if (line === null) return undefined;
    const size = Number.parseInt(line[1] ?? "", 16);
    const from = at + line[0].length;
    text += rest.slice(from, from + size);
    at = from + size + 2;
    if (rest.length < at) return undefined;
    if (size === 0) return { text, size: at };
  }
}
