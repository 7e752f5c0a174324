import { renameSync, rmSync, writeFileSync } from "node:fs";
import { identityOf } from "#lib/process-identity.ts";
import { VERSION } from "../version.ts";
import type { Running } from "./running.ts";

/** Tells everybody who looks at a state folder that this process holds it, and how far it is. */
export class Presence {
  #running: Running;
  #path: string | undefined;

  private constructor(running: Running) {
    this.#running = running;
  }

  static async ofThisProcess(): Promise<Presence> {
    const identity = (await identityOf(process.pid)) ?? { pid: process.pid, mark: "unknown" };
    return new Presence({ ...identity, phase: "starting", version: VERSION });
  }

  /** As soon as the folder's lock is had, so that whoever is refused finds why. */
  begin(path: string): void {
    this.#path = path;
    this.#tell({});
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
    if (this.#path !== undefined) rmSync(this.#path, { force: true });
  }

  /** Waits for no disk: of what it says nothing is true after a power cut. */
  #tell(change: Partial<Running>): void {
    if (this.#path === undefined) throw new Error("the folder is not taken");
    this.#running = { ...this.#running, ...change };
    const draft = `${this.#path}.${this.#running.pid}.tmp`;
    writeFileSync(draft, `${JSON.stringify(this.#running, null, 2)}\n`);
    renameSync(draft, this.#path);
  }
}
