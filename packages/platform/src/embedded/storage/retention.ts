import type { Retain } from "./storage.ts";

/** Remembers which revision was the newest when, to tell up to where history may be forgotten. */
export class Retention {
  readonly #retain: Retain;
  #marks: { readonly at: number; readonly revision: number }[];

  constructor(retain: Retain, opened: { readonly at: number; readonly revision: number }) {
    this.#retain = retain;
    this.#marks = [opened];
  }

  /** Notes the newest revision, at most once a second, and returns the newest one that may go. */
  horizon(now: number, head: number): number {
    const last = this.#marks.at(-1);
    if (last === undefined || now - last.at >= 1000) this.#marks.push({ at: now, revision: head });
    let old = 0;
    while ((this.#marks[old + 1]?.at ?? Number.POSITIVE_INFINITY) <= now - this.#retain.ms) old++;
    this.#marks = this.#marks.slice(old);
    const oldest = this.#marks[0];
    const byAge = oldest !== undefined && oldest.at <= now - this.#retain.ms ? oldest.revision : 0;
    return Math.min(byAge, head - this.#retain.revisions);
  }
}
