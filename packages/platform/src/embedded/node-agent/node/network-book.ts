import { fnv1a } from "@slipway/model";

/** A pod as the others of its group call it. */
export interface NamedPod {
  readonly uid: string;
  /** Its host name. */
  readonly name: string;
}

/** Where a pod and the others of its group are in this machine's network. */
export interface PodNetwork {
  readonly name: string;
  readonly address: string;
  /** All of the group, the pod itself among them. */
  readonly peers: readonly (NamedPod & { readonly address: string })[];
}

/** 127.64.0.0/10, of which `x.y.z.0` and `x.y.z.255` are left out: nothing that systems listen on by themselves is there. */
const FIRST_BLOCK = 64;
const BLOCKS = 64;
const COUNT = BLOCKS * 256 * 254;

/** Addresses of loopback for pods that are called by name: one for each, the same over restarts. */
export class NetworkBook {
  readonly #addresses = new Map<string, string>();
  readonly #taken = new Set<string>();
  readonly #networks = new Map<string, PodNetwork>();
  readonly #hasMany: boolean;

  /** Only Linux gives all of 127/8 to loopback; elsewhere all pods have its one address. */
  constructor(platform: NodeJS.Platform = process.platform) {
    this.#hasMany = platform === "linux";
  }

  /** Undefined for a pod that nobody calls by name. */
  of(uid: string): PodNetwork | undefined {
    return this.#networks.get(uid);
  }

  /** What a pod has from an earlier life; its peers have been told that address. */
  claim(uid: string, network: PodNetwork): void {
    for (const peer of network.peers) this.#give(peer.uid, peer.address);
    this.#networks.set(uid, network);
  }

  /** Gives each of the group an address, unless it has one; the pod knows them from then on. */
  take(uid: string, group: readonly NamedPod[]): void {
    const own = group.find((pod) => pod.uid === uid);
    if (own === undefined || this.#networks.has(uid)) return;
    const peers = group.map((pod) => ({ ...pod, address: this.#addressOf(pod.uid) }));
    this.#networks.set(uid, { name: own.name, address: this.#addressOf(uid), peers });
  }

  /** With the last of a group all of its addresses are free, those of pods too that never began or were gone when their peers were found again. */
  release(uid: string): void {
    const { peers = [] } = this.#networks.get(uid) ?? {};
    this.#networks.delete(uid);
    this.#free(uid);
    // Who is of a group is so in all of its records.
    if (!peers.some((peer) => this.#networks.has(peer.uid))) for (const peer of peers) this.#free(peer.uid);
  }

  /** How many addresses are somebody's. */
  get count(): number {
    return this.#addresses.size;
  }

  #free(uid: string): void {
    const address = this.#addresses.get(uid);
    this.#addresses.delete(uid);
    if (address !== undefined) this.#taken.delete(address);
  }

  #give(uid: string, address: string): void {
    this.#addresses.set(uid, address);
    this.#taken.add(address);
  }

  /** Begins somewhere else for each pod, so that two homes on one machine hardly ever meet. */
  #addressOf(uid: string): string {
    const known = this.#addresses.get(uid);
    if (known !== undefined) return known;
    if (!this.#hasMany) return "127.0.0.1";
    let number = Number.parseInt(fnv1a(uid), 36) % COUNT;
    while (this.#taken.has(addressAt(number))) number = (number + 1) % COUNT;
    this.#give(uid, addressAt(number));
    return addressAt(number);
  }
}

function addressAt(number: number): string {
  const [last, rest] = [(number % 254) + 1, Math.floor(number / 254)];
  return `127.${FIRST_BLOCK + Math.floor(rest / 256)}.${rest % 256}.${last}`;
}

/** The host names of a group with their addresses, the same for all of it. */
export function hostsOf({ peers }: PodNetwork): Readonly<Record<string, string>> {
  const sorted = peers.toSorted((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
  return Object.fromEntries(sorted.map(({ name, address }) => [name, address]));
}
