import { wordsOf } from "#lib/words-of.ts";
import { LOCAL, reaching, targetIn } from "../http/reach.ts";

/** What came of a message; `message` never holds the URL, which is a secret. */
export type Posted =
  | { readonly isSent: true }
  | { readonly isSent: false; readonly mayMend: boolean; readonly message: string };

export type Post = (url: string, body: string) => Promise<Posted>;

/** Sends JSON to webhooks; follows no redirection. */
export const posting =
  (where: { readonly reachesLocal: boolean }): Post =>
  async (url, body) => {
    const target = targetIn(url, where);
    if (target === "no-url") return refusedFor("what the Secret holds is no URL of http or https");
    if (target === "local") return refusedFor(LOCAL);
    try {
      const headers = { "content-type": "application/json" };
      return judged(await reaching(where)(target, { method: "POST", headers, body }));
    } catch (error) {
      return { isSent: false, mayMend: true, message: `the webhook does not answer: ${wordsOf(error)}` };
    }
  };

const refusedFor = (message: string): Posted => ({ isSent: false, mayMend: false, message });

function judged(status: number): Posted {
  if (status >= 200 && status < 300) return { isSent: true };
  const mayMend = status === 429 || status >= 500;
  return { isSent: false, mayMend, message: `the webhook answers with HTTP status ${status}` };
}
