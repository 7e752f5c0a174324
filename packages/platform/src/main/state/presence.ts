import { rmSync } from "node:fs";
import { identityOf } from "#lib/process-identity.ts";
import { writeAtomically } from "#lib/write-atomically.ts";
import { VERSION } from "../version.ts";
import type { Running } from "./running.ts";

/** Tells everybody who looks at a state folder that this process holds it, and how far it is. */
export class Presence {
  readonly #path: string;
  #running: Running;

  private constructor(path: string, running: Running) {
    this.#path = path;
    this.#running = running;
  }

  /** For the process that has the folder's lock. */
  static async begin(path: string): Promise<Presence> {
    const identity = (await identityOf(process.pid)) ?? { pid: process.pid, mark: "unknown" };
    const presence = new Presence(path, { ...identity, phase: "starting", version: VERSION });
    presence.#tell({});
    return presence;
  }

  ready(): void {
    this.#tell({ phase: "ready", readyAt: new Date().toISOString() });
  }

  ending(): void {
    try {
      this.#tell({ phase: "ending" });
    } catch {
      // A full disk keeps no server from ending; who looks meanwhile finds one that does not answer.
    }
  }

  end(): void {
    rmSync(this.#path, { force: true });
  }

  #tell(change: Partial<Running>): void {
    this.#running = { ...this.#running, ...change };
    writeAtomically(this.#path, `${JSON.stringify(this.#running, null, 2)}\n`);
  }
}
