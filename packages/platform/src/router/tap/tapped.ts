import type { ResponseHead } from "../http1/response-head.ts";
import type { RequestBody } from "../request-body.ts";
import type { Room } from "./room.ts";
import type { Listener, Lost, Watcher } from "./tap.ts";

/** What one copy takes besides its bytes. */
const OVERHEAD_BYTES = 2 * 1024;

/** One invocation's copy for those who look on: as it comes, within the room there is, and given up where there is none. */
export class Tapped {
  readonly #room: Room;
  readonly #most: number;
  /** Empty once all has been told. */
  #listeners: readonly Listener[];
  readonly #watchers: readonly Watcher[];
  #taken = 0;
  readonly #asked: Buffer[] = [];
  #askedBytes = 0;
  /** All of what was asked. */
  #request: Buffer | undefined;
  #head: ResponseHead | undefined;
  readonly #answer: Buffer[] = [];
  #answerBytes = 0;

  constructor(
    all: readonly (Listener | Watcher)[],
    body: RequestBody | undefined,
    { room, most }: { readonly room: Room; readonly most: number },
  ) {
    this.#listeners = all.filter((one) => "answered" in one);
    this.#watchers = all.filter((one) => "begun" in one);
    this.#room = room;
    this.#most = most;
    if (this.#listeners.length === 0) return;
    if (!this.#take(OVERHEAD_BYTES)) this.lose("no room");
    else if (body?.whole === undefined) body?.watch?.((chunk) => this.#hear(chunk));
    else this.#hearWhole(body.whole ?? Buffer.alloc(0));
  }

  head(head: ResponseHead): void {
    this.#head = head;
    tell(this.#watchers, (watcher) => watcher.begun(head.status));
  }

  /** The bytes are the teller's again once this has returned. */
  data(bytes: Uint8Array): void {
    this.#answerBytes += bytes.length;
    if (this.#mayCopy(bytes.length, this.#answerBytes)) this.#answer.push(Buffer.from(bytes));
  }

  /** The answer is whole. */
  end(): void {
    const [asked, head] = [this.#request, this.#head];
    if (asked === undefined || head === undefined) {
      this.lose("unanswered");
      return;
    }
    const { status, fields } = head;
    const answer = { asked, status, fields, body: joined(this.#answer, this.#answerBytes) };
    this.#tellLast((listener) => listener.answered(answer));
  }

  /** There will be no more. */
  lose(why: Lost): void {
    this.#tellLast((listener) => listener.lost(why));
  }

  /** The body as it is sent; its end is undefined. */
  #hear(chunk: Buffer | undefined): void {
    if (this.#listeners.length === 0) return;
    if (chunk === undefined) {
      this.#tellAsked(joined(this.#asked, this.#askedBytes));
      return;
    }
    this.#askedBytes += chunk.length;
    if (this.#mayCopy(chunk.length, this.#askedBytes)) this.#asked.push(chunk);
  }

  #hearWhole(body: Buffer): void {
    if (this.#mayCopy(body.length, body.length)) this.#tellAsked(body);
  }

  #tellAsked(body: Buffer): void {
    this.#request = body;
    tell(this.#listeners, (listener) => listener.asked?.(body));
  }

  #mayCopy(bytes: number, inAll: number): boolean {
    if (this.#listeners.length === 0) return false;
    if (inAll > this.#most) this.lose("too long");
    else if (!this.#take(bytes)) this.lose("no room");
    else return true;
    return false;
  }

  #take(bytes: number): boolean {
    if (!this.#room.take(bytes)) return false;
    this.#taken += bytes;
    return true;
  }

  #tellLast(what: (listener: Listener) => void): void {
    tell(this.#listeners, what);
    this.#listeners = [];
    this.#asked.length = 0;
    this.#answer.length = 0;
    this.#request = undefined;
    this.#room.giveBack(this.#taken);
    this.#taken = 0;
  }
}

function tell<T>(all: readonly T[], what: (one: T) => void): void {
  for (const one of all) {
    try {
      what(one);
    } catch {
      // Whoever looks on and stumbles holds up nobody.
    }
  }
}

function joined(chunks: readonly Buffer[], bytes: number): Buffer {
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, bytes);
}
