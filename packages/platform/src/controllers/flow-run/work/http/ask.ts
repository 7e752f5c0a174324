import { wordsOf } from "#lib/words-of.ts";
import { LOCAL, reaching, targetIn } from "./reach.ts";

/** What a URL answers with; `message` never holds the URL, whose query may be a secret. */
export type Asked =
  | { readonly status: number }
  /** `mayMend`: somebody may answer later. */
  | { readonly mayMend: boolean; readonly message: string };

export type Ask = (
  url: string,
  how: { readonly method: "GET" | "HEAD"; readonly headers: Readonly<Record<string, string>> },
) => Promise<Asked>;

/** Asks what a URL answers with; follows no redirection. */
export const asking =
  (where: { readonly reachesLocal: boolean }): Ask =>
  async (url, how) => {
    const target = targetIn(url, where);
    if (target === "no-url") return { mayMend: false, message: "wait.http.url is no URL of http or https" };
    if (target === "local") return { mayMend: false, message: LOCAL };
    try {
      return { status: await reaching(where)(target, how) };
    } catch (error) {
      const message = wordsOf(error);
      return { mayMend: !message.includes(LOCAL), message: `nobody answers: ${message}` };
    }
  };
