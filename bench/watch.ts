import { median, quantile, table } from "./support/table.ts";
import { Load } from "./watch/load.ts";
import { type ApiServerPeer, embedded, kubernetes } from "./watch/peers.ts";

const ROUNDS = 5;
const WATCH = { watchers: 100, perSecond: 40, seconds: 6 };
const CREATES = { count: 1_000, atOnce: 8 };

interface Round {
  readonly p50: number;
  readonly p99: number;
  /** CPU seconds of the server a second, and a thousand creates. */
  readonly cpu: number;
  readonly creates: number;
  readonly createCpu: number;
}

/** How late watchers hear of a write and what writes cost, beside a real API server; all in turns, in one run. */
export async function benchWatch(): Promise<string> {
  const peers: Readonly<Record<string, ApiServerPeer>> = {
    Slipway: await embedded(),
    "kube-apiserver, etcd as in production": await kubernetes(true),
    "kube-apiserver, etcd that never waits for the disk": await kubernetes(false),
  };
  const rounds = new Map<string, Round[]>();
  try {
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [name, peer] of Object.entries(peers)) {
        const measured = await roundOf(peer);
        // The first one warms up.
        if (round > 0) rounds.set(name, [...(rounds.get(name) ?? []), measured]);
      }
    }
  } finally {
    for (const peer of Object.values(peers)) await peer.close();
  }
  return [
    "## Watches and creates beside a real API server",
    "",
    `${WATCH.watchers} watchers with a connection each, ${WATCH.perSecond} creates a second of a training job for ${WATCH.seconds} s: milliseconds from the begin of a`,
    `create until a watcher has read of it, and the server's CPU time. Then ${CREATES.count} creates, ${CREATES.atOnce} at once. In turns, medians of ${ROUNDS} rounds; the goal is a`,
    "p99 no worse than a real one's, creates 4 times as fast and a fifth of the CPU time.",
    "",
    table(
      ["", "watch p50 ms", "p99 ms", "CPU s a second", "creates: s a thousand", "CPU s a thousand"],
      [...rounds].map(([name, all]) => [
        name,
        ...(["p50", "p99", "cpu", "creates", "createCpu"] as const).map((key) =>
          median(all.map((one) => one[key])),
        ),
      ]),
    ),
  ].join("\n");
}

async function roundOf(peer: ApiServerPeer): Promise<Round> {
  const load = new Load(peer);
  await load.ready();
  const before = load.cpuSeconds();
  const latencies = await load.watchLatencies(WATCH);
  const cpu = (load.cpuSeconds() - before) / WATCH.seconds;
  const creates = await load.creates(CREATES.count, CREATES.atOnce);
  load.close();
  const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)];
  const thousands = CREATES.count / 1_000;
  return { p50, p99, cpu, creates: creates.seconds / thousands, createCpu: creates.cpu / thousands };
}
