import { keyOf } from "@slipway/model";
import { POD_GROUP, podGroupOf } from "@slipway/model/kubernetes/pod-group.ts";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { modelRuns } from "#lib/testing/model-runs.ts";
import { podOf, shell } from "../testing/pods.ts";
import { type NodeRoom, placements } from "./placement.ts";

const ROOM: NodeRoom = { labels: {}, allocatable: { cpu: 8 }, places: { runs: 3, services: 2 } };

/** What happens to the home: a job comes, ends, is stopped, or the server is killed in the middle of its work. */
type Event =
  | { readonly what: "comes"; readonly hosts: number; readonly cpu: number }
  | { readonly what: "ends" | "stops"; readonly which: number }
  | { readonly what: "killed"; readonly after: number };

/** A node and its jobs, each a pod a host, and a scheduler that may be killed after any single step. */
class Home {
  waiting: Pod[] = [];
  bound: Pod[] = [];
  /** Jobs whose pods are not all made yet, because whoever makes them was killed: those that are missing. */
  #unmade: Pod[] = [];
  readonly ran = new Set<string>();
  readonly came = new Set<string>();
  readonly stopped = new Set<string>();

  comes({ hosts, cpu }: { readonly hosts: number; readonly cpu: number }, made = hosts): void {
    const name = `job-${String(this.came.size).padStart(5, "0")}`;
    this.came.add(name);
    const annotations = hosts === 1 ? {} : { [POD_GROUP.name]: name, [POD_GROUP.size]: String(hosts) };
    const pods = Array.from({ length: hosts }, (_, index): Pod => {
      const container = shell("main", "", { resources: { requests: { cpu: String(cpu) } } });
      const pod = podOf(`${name}-algo-${index + 1}`, [container], { annotations });
      const creationTimestamp = new Date(Date.UTC(2026, 0, 1) + this.came.size * 1_000).toISOString();
      return { ...pod, metadata: { ...pod.metadata, creationTimestamp } };
    });
    this.waiting.push(...pods.slice(0, made));
    this.#unmade.push(...pods.slice(made));
  }

  /** One look of the scheduler, which is killed after it has bound so many pods. */
  look(bindsAtMost = Number.POSITIVE_INFINITY): void {
    const found = placements(this.waiting, this.bound, ROOM).flatMap(({ pod, fits }) => (fits ? [pod] : []));
    const taken = new Set(found.slice(0, bindsAtMost));
    this.bound.push(...taken);
    this.waiting = this.waiting.filter((pod) => !taken.has(pod));
    for (const job of this.#running()) this.ran.add(job);
  }

  /** Whoever made pods when it was killed makes the rest. */
  restart(): void {
    this.waiting.push(...this.#unmade.splice(0));
    this.look();
  }

  /** A job that runs comes to its end, and so do all of its hosts. */
  ends(which: number): void {
    const running = this.#running();
    const job = running[which % Math.max(1, running.length)];
    this.bound = this.bound.filter((pod) => jobOf(pod) !== job);
    this.look();
  }

  /** Somebody stops any job, wherever its hosts are. */
  stops(which: number): void {
    const jobs = [...new Set([...this.waiting, ...this.bound].map(jobOf))];
    const job = jobs[which % Math.max(1, jobs.length)];
    if (job !== undefined) this.stopped.add(job);
    const others = (pods: Pod[]) => pods.filter((pod) => jobOf(pod) !== job);
    [this.waiting, this.bound, this.#unmade] = [
      others(this.waiting),
      others(this.bound),
      others(this.#unmade),
    ];
    this.look();
  }

  /** Jobs all of whose hosts have a place: only those ever end. */
  #running(): readonly string[] {
    const counts = new Map<string, number>();
    for (const pod of this.bound) counts.set(jobOf(pod), (counts.get(jobOf(pod)) ?? 0) + 1);
    const isWhole = (pod: Pod): boolean => counts.get(jobOf(pod)) === (podGroupOf(pod)?.size ?? 1);
    return [...new Set(this.bound.filter(isWhole).map(jobOf))];
  }

  get isStuck(): boolean {
    return this.waiting.length > 0 && this.#running().length === 0;
  }
}

const jobOf = (pod: Pod): string => pod.metadata.name.slice(0, "job-00000".length);

function happens(home: Home, event: Event): void {
  if (event.what === "comes") {
    home.comes(event);
    home.look();
  } else if (event.what === "killed") {
    // In the middle of making a job's pods, and then of binding some.
    home.comes({ hosts: 2 + (event.after % 2), cpu: 1 }, 1);
    home.look(event.after);
    home.restart();
  } else home[event.what](event.which);
}

const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      what: fc.constant("comes" as const),
      // Four hosts are more than there are places for.
      hosts: fc.constantFrom(1, 1, 2, 2, 3, 4),
      cpu: fc.constantFrom(0.5, 1, 2),
    }),
  },
  { weight: 4, arbitrary: fc.record({ what: fc.constant("ends" as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("stops" as const), which: fc.nat(99) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("killed" as const), after: fc.nat(3) }) },
);

test("In a thousand arrivals no job ever waits for one that waits, and each runs that nobody stops", () => {
  const arrivals = fc.array(event, { minLength: 1_000, maxLength: 1_000 });
  const property = fc.property(arrivals, (events) => {
    const home = new Home();
    for (const one of events) {
      happens(home, one);
      expect(home.isStuck).toBe(false);
      expect(new Set(home.bound.map(keyOf)).size).toBe(home.bound.length);
    }
    for (let left = home.came.size; left > 0 && home.bound.length > 0; left--) home.ends(0);
    expect([home.waiting, home.bound]).toEqual([[], []]);
    const never = [...home.came].filter((job) => !home.ran.has(job) && !home.stopped.has(job));
    expect(never).toEqual([]);
  });
  fc.assert(property, modelRuns(1));
}, 60_000);
