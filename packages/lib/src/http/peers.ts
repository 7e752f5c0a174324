import type { Socket } from "node:net";
import type { ConnectionLimits } from "./connection-limits.ts";

interface Peer {
  readonly socket: Socket;
  readonly address: string;
  caller: string | undefined;
  /** Requests under way. */
  busy: number;
}

type Group = Map<string, Set<Peer>>;

/** The connections of one server: strangers by address, known ones by caller, each in the order they came. */
export class Peers {
  readonly #limits: ConnectionLimits;
  readonly #keepBusy: boolean;
  readonly #all = new Map<Socket, Peer>();
  readonly #strangers: Group = new Map();
  readonly #callers: Group = new Map();
  #strangerCount = 0;

  constructor(limits: ConnectionLimits, keepBusy: boolean) {
    this.#limits = limits;
    this.#keepBusy = keepBusy;
  }

  /** Takes a new connection in, and closes another one or this one where there is no room. */
  add(socket: Socket): void {
    const peer: Peer = { socket, address: socket.remoteAddress ?? "", caller: undefined, busy: 0 };
    this.#all.set(socket, peer);
    join(this.#strangers, peer.address, peer);
    this.#strangerCount += 1;
    const strange = this.#strangerCount > this.#limits.strangers;
    if (!strange && this.#all.size <= this.#limits.most) return;
    this.#close(this.#leastOfStrangers(peer) ?? (strange ? undefined : idle(largest(this.#callers))) ?? peer);
  }

  remove(socket: Socket): void {
    const peer = this.#all.get(socket);
    if (peer === undefined) return;
    this.#all.delete(socket);
    if (peer.caller === undefined) {
      leave(this.#strangers, peer.address, peer);
      this.#strangerCount -= 1;
    } else leave(this.#callers, peer.caller, peer);
  }

  /** False when the caller has as many as it may have and works on each. */
  know(socket: Socket, caller: string): boolean {
    const peer = this.#all.get(socket);
    if (peer === undefined || peer.caller === caller) return true;
    this.remove(socket);
    const others = this.#callers.get(caller);
    const full = others !== undefined && others.size >= this.#limits.perCaller;
    const spare = full ? idle(others) : undefined;
    if (spare !== undefined) this.#close(spare);
    const isRoom = !full || spare !== undefined;
    this.#all.set(socket, peer);
    if (isRoom) {
      peer.caller = caller;
      join(this.#callers, caller, peer);
    } else {
      peer.caller = undefined;
      join(this.#strangers, peer.address, peer);
      this.#strangerCount += 1;
    }
    return isRoom;
  }

  begin(socket: Socket): void {
    const peer = this.#all.get(socket);
    if (peer !== undefined) peer.busy += 1;
  }

  end(socket: Socket): void {
    const peer = this.#all.get(socket);
    if (peer !== undefined) peer.busy -= 1;
  }

  underWay(socket: Socket): number {
    return this.#all.get(socket)?.busy ?? 0;
  }

  /** The one that has waited longest, of the address that has most; not the newest one. */
  #leastOfStrangers(newest: Peer): Peer | undefined {
    const group = largest(this.#strangers) ?? new Set();
    for (const peer of group) {
      if (peer !== newest && !(this.#keepBusy && peer.busy > 0)) return peer;
    }
    return undefined;
  }

  #close(peer: Peer): void {
    this.remove(peer.socket);
    peer.socket.destroy();
  }
}

function join(group: Group, name: string, peer: Peer): void {
  const members = group.get(name);
  if (members === undefined) group.set(name, new Set([peer]));
  else members.add(peer);
}

function leave(group: Group, name: string, peer: Peer): void {
  const members = group.get(name);
  members?.delete(peer);
  if (members?.size === 0) group.delete(name);
}

function largest(group: Group): Set<Peer> | undefined {
  let most: Set<Peer> | undefined;
  for (const members of group.values()) if (members.size > (most?.size ?? 0)) most = members;
  return most;
}

function idle(members: Iterable<Peer> | undefined): Peer | undefined {
  for (const peer of members ?? []) if (peer.busy === 0) return peer;
  return undefined;
}
