import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { within } from "@slipway/lib/within.ts";
import { BegunLine } from "@slipway/model/begun-line.ts";
import { environmentText } from "@slipway/model/environment-progress.ts";
import { InstallerOutput } from "./installer-output.ts";
import { bytesBelow, packagesIn } from "./measure.ts";

const LOOK_MS = 1_000;
/** How often a line is printed at most: a log is read by people, and a status is written for each. */
const LEAST_MS = 2_000;
/** Of a long installation, seldom: so much of the time that it has taken by then. */
const PART = 0.1;
/** A longer line comes in pieces. */
const LONGEST_LINE = 64 * 1024;
/** For what is still on its way when an installer ends; a process that it left behind may hold its output open for ever. */
const DRAIN_MS = 1_000;

export interface InstallPlace {
  /** The environment that is made. */
  readonly environment: string;
  /** Where installers put what they download. */
  readonly downloads: readonly string[];
}

export interface InstallerEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Follows the installers of one environment: their lines go to our log as they come, and between them how far they are. */
export class InstallProgress {
  readonly #place: InstallPlace;
  readonly #output = new InstallerOutput();
  readonly #began = performance.now();
  #toldAt = 0;
  #told = "";
  /** What an environment has before anything is asked for, such as pip. */
  #before = 0;

  constructor(place: InstallPlace) {
    this.#place = place;
  }

  /** To its end; its output must be piped. Rejects where it cannot be started. */
  async follow(child: ChildProcess): Promise<InstallerEnd> {
    const { stdout, stderr } = child;
    const forwarded = Promise.all([
      this.#forward(stdout, process.stdout),
      this.#forward(stderr, process.stderr),
    ]);
    const timer = setInterval(() => void this.#look(), LOOK_MS);
    try {
      const [exitCode, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
      await within(forwarded, DRAIN_MS);
      if (!this.#output.isInstalling) this.#before = await packagesIn(this.#place.environment);
      return { exitCode, signal };
    } finally {
      clearInterval(timer);
      stdout?.destroy();
      stderr?.destroy();
      forwarded.catch(() => {});
    }
  }

  async #forward(from: Readable | null, to: NodeJS.WriteStream): Promise<void> {
    if (from === null) return;
    const begun = new BegunLine();
    const pass = async (line: string): Promise<void> => {
      this.#output.take(line);
      if (!to.write(`${line}\n`)) await once(to, "drain");
    };
    from.setEncoding("utf8");
    for await (const text of from as AsyncIterable<string>) {
      for (const line of begun.linesWith(text)) await pass(line);
      if (begun.length > LONGEST_LINE) await pass(begun.end());
    }
    if (begun.length > 0) await pass(begun.end());
  }

  async #look(): Promise<void> {
    const elapsed = performance.now() - this.#began;
    if (elapsed - this.#toldAt < Math.max(LEAST_MS, PART * elapsed)) return;
    this.#toldAt = elapsed;
    const { environment, downloads } = this.#place;
    const bytes = await bytesBelow(downloads);
    const installed = this.#output.isInstalling ? (await packagesIn(environment)) - this.#before : 0;
    const progress = this.#output.progress({ bytes, installed: Math.max(0, installed) });
    const text = progress && environmentText(progress);
    if (text === undefined || text === this.#told) return;
    this.#told = text;
    process.stdout.write(`${text}\n`);
  }
}
