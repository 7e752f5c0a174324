import { fieldsOf, type RoutedRequest } from "../invoking.ts";
import type { Room } from "./room.ts";
import type { Listener, Tap, TappedInvocation, Watcher } from "./tap.ts";
import { Tapped } from "./tapped.ts";

/** Those who look on at a router's invocations. */
export class Taps {
  readonly #taps: readonly Tap[];
  readonly #room: Room;
  /** Bytes of one body that are copied at most. */
  readonly #most: number;

  constructor(taps: readonly Tap[], { room, most }: { readonly room: Room; readonly most: number }) {
    this.#taps = taps;
    this.#room = room;
    this.#most = most;
  }

  /** Who looks on at this one; undefined, and nothing made, where its endpoint has asked for none. */
  of(request: RoutedRequest): Tapped | undefined {
    for (const tap of this.#taps) if (tap.wants(request.route, request.variant)) return this.#begin(request);
    return undefined;
  }

  #begin(request: RoutedRequest): Tapped | undefined {
    const { action, route, variant, body } = request;
    if (action === "ping") return undefined;
    const invocation = { route, variant, at: Date.now(), fields: fieldsOf(request) };
    const listeners = this.#taps.flatMap((tap) => listenerOf(tap, invocation) ?? []);
    if (listeners.length === 0) return undefined;
    return new Tapped(listeners, body, { room: this.#room, most: this.#most });
  }
}

function listenerOf(tap: Tap, invocation: TappedInvocation): Listener | Watcher | undefined {
  try {
    return tap.wants(invocation.route, invocation.variant) ? tap.begins(invocation) : undefined;
  } catch {
    return undefined;
  }
}
