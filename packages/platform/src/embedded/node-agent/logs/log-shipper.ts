import { closeSync, openSync, readSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import type { Ledger, LogStream } from "#ledger/ledger.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { freeSpace } from "./free-space.ts";
import { readShipped, type Shipped, writeShipped } from "./shipped.ts";
import { MAX_LINE_BYTES, splitLines } from "./split-lines.ts";

export interface LogShipperOptions {
  readonly stream: LogStream;
  /** What the container writes, appended to over its restarts. */
  readonly file: string;
  readonly ledger: Pick<Ledger, "appendLog" | "logLength" | "closeLog">;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<typeof LIMITS>;
}

const SHORT_BYTES = 16 * 1024;

const LIMITS = {
  /** Read at once; one line of the greatest length always fits. */
  chunkBytes: 2 * MAX_LINE_BYTES,
  batchLines: 500,
  /** Pauses between looks at a file that grows, and at one that has not grown for a while. */
  busyMs: 100,
  quietMs: 250,
  /** How much may be read before its disk space is given back. */
  freeEveryBytes: 8 * 1024 * 1024,
  /** A program that writes faster than the ledger takes it loses the middle of what it said. */
  maxBacklogBytes: 256 * 1024 * 1024,
  rememberEveryMs: 1_000,
  /** So much is rather sent again by a later shipper than written down beside every short log. */
  forgettableBytes: 64 * 1024,
};

/**
 * Carries one container's output from its file to the ledger, as fast as the ledger takes it: nothing is read before
 * what was read is stored. The file is the buffer, and how far we are is remembered beside it.
 */
export class LogShipper {
  readonly #options: LogShipperOptions;
  readonly #limits: typeof LIMITS;
  readonly #stop = new AbortController();
  #shipped: Shipped = { offset: 0, lines: 0 };
  #freedAt = 0;
  #remembered = { offset: 0, at: 0 };
  #ended = false;
  #wake: () => void = () => {};
  readonly #running: Promise<void>;

  constructor(options: LogShipperOptions) {
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
    this.#running = this.#run();
  }

  /** Says that no line will follow; resolves when everything is in the ledger and its stream is closed. */
  finish(): Promise<void> {
    this.#ended = true;
    this.#wake();
    return this.#running;
  }

  /** Leaves the rest for a later shipper. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { ledger, stream, log } = this.#options;
    let failures = 0;
    let idle = 0;
    let begun = false;
    while (!this.#stop.signal.aborted) {
      try {
        if (!begun) await this.#begin();
        begun = true;
        const ended = this.#ended;
        const moved = await this.#shipSome(ended);
        failures = 0;
        idle = moved ? 0 : idle + 1;
        if (moved) await breathe();
        else if (ended) {
          await ledger.closeLog(stream);
          await this.#rememberMuch();
          return;
        } else
          await this.#pause(Math.min(this.#limits.quietMs, this.#limits.busyMs * 2 ** Math.min(idle, 8)));
      } catch (error) {
        failures += 1;
        if (failures === 1) log.warn("log lines could not be stored; trying again", { error: String(error) });
        await this.#pause(Math.min(5_000, 100 * 2 ** Math.min(failures, 6)));
      }
    }
    if (begun) await this.#rememberMuch();
  }

  /** A ledger that knows fewer lines than we remember was set back; the lines between are gone, and no gap may be left. */
  async #begin(): Promise<void> {
    const remembered = readShipped(this.#notes);
    const stored = remembered.lines === 0 ? 0 : await this.#options.ledger.logLength(this.#options.stream);
    this.#shipped = { offset: remembered.offset, lines: Math.min(remembered.lines, stored) };
    this.#freedAt = this.#shipped.offset;
    this.#remembered = { offset: this.#shipped.offset, at: this.#now };
  }

  /** One chunk of the file; false when there was nothing new. */
  async #shipSome(ended: boolean): Promise<boolean> {
    const chunk = await this.#read();
    if (chunk === undefined) return false;
    const lines = splitLines(chunk.bytes, ended && chunk.last);
    if (lines.consumed === 0) return false;
    await this.#append(lines.texts);
    this.#shipped = {
      offset: this.#shipped.offset + lines.consumed,
      lines: this.#shipped.lines + lines.texts.length,
    };
    await this.#housekeeping(chunk.size);
    return true;
  }

  /** Leaves `#shipped` alone, so that a failure in the middle sends the same lines with the same indexes again. */
  async #append(texts: readonly string[]): Promise<void> {
    const { ledger, stream, clock } = this.#options;
    const at = clock.now();
    for (let from = 0; from < texts.length; from += this.#limits.batchLines) {
      const batch = texts.slice(from, from + this.#limits.batchLines).map((text) => ({ at, text }));
      await ledger.appendLog(stream, this.#shipped.lines + from, batch);
    }
  }

  async #read(): Promise<
    { readonly bytes: Buffer; readonly size: number; readonly last: boolean } | undefined
  > {
    const size = statSync(this.#options.file, { throwIfNoEntry: false })?.size;
    if (size === undefined || size === this.#shipped.offset) return undefined;
    if (size < this.#shipped.offset) this.#shipped = { ...this.#shipped, offset: 0 };
    if (size - this.#shipped.offset > this.#limits.maxBacklogBytes) await this.#skipTo(size);
    const { offset } = this.#shipped;
    const length = Math.min(this.#limits.chunkBytes, size - offset);
    if (length <= 0) return undefined;
    const bytes = await partOf(this.#options.file, { offset, length });
    return { bytes, size, last: offset + bytes.length >= size };
  }

  /** Says in the log itself what is left out, and goes on near the end. */
  async #skipTo(size: number): Promise<void> {
    const offset = size - this.#limits.chunkBytes;
    const skipped = Math.round((offset - this.#shipped.offset) / 1024 / 1024);
    await this.#append([
      `[slipway] ${skipped} MiB of output are left out here: the program wrote faster than it could be stored`,
    ]);
    this.#shipped = { offset, lines: this.#shipped.lines + 1 };
  }

  async #housekeeping(size: number): Promise<void> {
    if (this.#shipped.offset - this.#freedAt >= this.#limits.freeEveryBytes) {
      // Remembered first: what is freed must never be read again.
      if (!(await this.#remember())) return;
      await freeSpace(this.#options.file, { upTo: this.#shipped.offset, size });
      this.#freedAt = this.#shipped.offset;
    } else if (this.#now - this.#remembered.at >= this.#limits.rememberEveryMs) await this.#rememberMuch();
  }

  async #rememberMuch(): Promise<void> {
    const moved = Math.abs(this.#shipped.offset - this.#remembered.offset);
    if (moved > this.#limits.forgettableBytes) await this.#remember();
  }

  /** False when it cannot be written down; a later shipper then sends some lines again, which the ledger ignores. */
  async #remember(): Promise<boolean> {
    this.#remembered = { offset: this.#shipped.offset, at: this.#now };
    return writeShipped(this.#notes, this.#shipped).then(
      () => true,
      () => false,
    );
  }

  get #now(): number {
    return this.#options.clock.now().getTime();
  }

  get #notes(): string {
    return `${this.#options.file}.shipped`;
  }

  #pause(ms: number): Promise<void> {
    if (this.#stop.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}

/** A few lines cost a tenth of what they would as promises. */
async function partOf(
  path: string,
  { offset, length }: { readonly offset: number; readonly length: number },
): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  if (length <= SHORT_BYTES) {
    const file = openSync(path, "r");
    try {
      return buffer.subarray(0, readSync(file, buffer, 0, length, offset));
    } finally {
      closeSync(file);
    }
  }
  const file = await open(path);
  try {
    return buffer.subarray(0, (await file.read(buffer, 0, length, offset)).bytesRead);
  } finally {
    await file.close();
  }
}

/** Lets everybody else have the event loop between two chunks. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
