import type { NotifyBody } from "@slipway/model/flows/index.ts";
import { LRUCache } from "lru-cache";
import { refused } from "../resource/wanted.ts";
import type { StepWork, Try, TryState } from "../step-work.ts";
import type { Post, Posted } from "./post.ts";
import { secretKind } from "./secret.ts";

const LOOK_AGAIN_MS = 250;
/** Messages on their way whose run is not looked at any more are forgotten beyond so many. */
const MOST = 10_000;

/** Messages to webhooks, each sent in the background of the passes over its run. */
export function notifications(post: Post): StepWork {
  const sending = new LRUCache<string, { posted?: Posted }>({ max: MOST });
  const send = (name: string, message: readonly [url: string, body: string]): void => {
    const sent: { posted?: Posted } = {};
    sending.set(name, sent);
    void post(...message).then((posted) => {
      sent.posted = posted;
    });
  };
  return {
    isSoonSeen: true,
    begin: async (one) => {
      await messageOf(one);
      return undefined;
    },
    look: async (one) => {
      const { name } = one.going;
      const sent = sending.get(name);
      if (sent === undefined) send(name, await messageOf(one));
      if (sent?.posted === undefined) return { phase: "going", lookAgainMs: LOOK_AGAIN_MS };
      return stateOf(sent.posted);
    },
    stop: async () => "stopped",
    remove: async ({ going }) => {
      sending.delete(going.name);
      return "gone";
    },
  };
}

/** Throws TerminalError where there is nothing to send it to. */
async function messageOf({ run, going, turn }: Try): Promise<readonly [url: string, body: string]> {
  const { secret, key = "url", message, payload } = going.step.body as unknown as NotifyBody;
  const found = await turn.store.get(secretKind, `${run.metadata.namespace ?? ""}/${secret}`);
  const encoded = found?.data?.[key];
  if (encoded === undefined)
    throw refused(
      `there is no member ${key} of a Secret ${secret} in the namespace, which is to hold the URL`,
    );
  const url = Buffer.from(encoded, "base64").toString().trim();
  return [url, JSON.stringify(payload ?? { text: message })];
}

function stateOf(posted: Posted): TryState {
  if (posted.isSent) return { phase: "succeeded", gives: {} };
  const { mayMend, message } = posted;
  return { phase: "failed", failure: { class: mayMend ? "internal" : "input", message } };
}
