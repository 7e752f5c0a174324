import type { ContainerRef, PodLogReader } from "../pod-log-reader.ts";

interface Written {
  readonly at: string;
  readonly text: string;
}

/** Logs as a kubelet keeps them, written by the test: `sinceTime` in whole seconds, a follower ends with the instance. */
export class ScriptedReader implements PodLogReader {
  readonly reads: { readonly of: ContainerRef; readonly since: Date | undefined }[] = [];
  /** Thrown by the next read after this many lines, once. */
  breakAfter: number | undefined;
  #lines: Written[] = [];
  #ended = false;
  #wake = (): void => {};

  write(at: string, text: string): void {
    this.#lines.push({ at, text });
    this.#wake();
  }

  /** The instance ends; the next one starts with an empty log. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  startAnew(): void {
    this.#lines = [];
    this.#ended = false;
  }

  async *read(
    of: ContainerRef,
    { since, signal }: { readonly since?: Date; readonly signal: AbortSignal },
  ): AsyncGenerator<string> {
    this.reads.push({ of, since });
    signal.addEventListener("abort", () => this.#wake());
    const breakAfter = this.breakAfter;
    this.breakAfter = undefined;
    let given = 0;
    for (let next = 0; !signal.aborted; ) {
      const line = this.#lines[next];
      if (line === undefined) {
        if (this.#ended) return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      next += 1;
      if (since !== undefined && new Date(line.at).getTime() < since.getTime()) continue;
      if (given === breakAfter) throw new Error("the connection was cut");
      given += 1;
      yield `${line.at} ${line.text}`;
    }
  }
}
