import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { freePort } from "../packages/lib/src/testing/free-port.ts";
import { Nginx } from "../packages/platform/src/router/testing/nginx.ts";
import { load } from "./router/load.ts";
import { NAMESPACE, TOKEN } from "./router/names.ts";
import { cpuSeconds } from "./support/cpu-seconds.ts";
import { median, quantile, table } from "./support/table.ts";

const ROUNDS = 7;
const MS = 3_000;
const CONNECTIONS = 32;
const BODY = "0.455,0.365,0.095,0.514,0.2245,0.101,0.15,".repeat(7);
const PATH = `/namespaces/${NAMESPACE}/endpoints/Bench/invocations`;
const HOME = join(import.meta.dirname, "router/home.ts");

interface Way {
  readonly name: string;
  readonly port: number;
  readonly cpu: () => number;
}

interface Figures {
  readonly cpuMicros: number;
  readonly p50: number;
  readonly p99: number;
}

/** What one invocation costs the router, beside nginx that carries the same ones to the same server. */
export async function benchRouter(): Promise<string> {
  const [podPort, proxyPort] = [await freePort(), await freePort()];
  const pod = await Nginx.start(podPort, {
    http: "access_log off;",
    server: `location = /invocations { client_max_body_size 6m; default_type text/csv; return 200 "9.7\\n"; }`,
  });
  const proxy = await Nginx.start(proxyPort, {
    http: `access_log off; upstream pods { server 127.0.0.1:${podPort}; keepalive 128; keepalive_requests 1000000000; }`,
    server: `location = ${PATH} { proxy_pass http://pods/invocations; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Authorization ""; client_max_body_size 6m; }`,
  });
  const router = fork(HOME, [String(podPort)], { stdio: "inherit" });
  try {
    const [{ port }] = (await once(router, "message")) as [{ readonly port: number }];
    const ways: readonly Way[] = [
      { name: "router", port, cpu: () => cpuSeconds(router.pid ?? 0) },
      { name: "nginx", port: proxyPort, cpu: () => cpuSeconds(proxy.pid) },
    ];
    return await compare(ways);
  } finally {
    router.disconnect();
    proxy.stop();
    pod.stop();
  }
}

async function compare(ways: readonly Way[]): Promise<string> {
  const request = requestOf();
  const all = { connections: CONNECTIONS, request };
  const most: number[] = [];
  for (const { port } of ways) {
    await load({ ...all, port, ms: MS });
    most.push((await load({ ...all, port, ms: MS })).answered / (MS / 1000));
  }
  const perSecond = Math.min(...most) / 2;
  const figures = ways.map(() => [] as Figures[]);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, { port, cpu }] of ways.entries()) {
      const before = cpu();
      const { answered } = await load({ ...all, port, ms: MS });
      const cpuMicros = ((cpu() - before) * 1e6) / answered;
      const { latenciesMs } = await load({ ...all, port, ms: MS, perSecond });
      figures[i]?.push({ cpuMicros, p50: quantile(latenciesMs, 0.5), p99: quantile(latenciesMs, 0.99) });
    }
  }
  const [router, nginx] = figures.map(summary) as [Figures, Figures];
  const ratios = (figures[0] ?? []).map(
    (one, i) => one.cpuMicros / (figures[1]?.[i]?.cpuMicros ?? Number.NaN),
  );
  const row = (name: string, one: Figures): (string | number)[] => [
    name,
    one.cpuMicros,
    one.cpuMicros / nginx.cpuMicros,
    one.p50,
    one.p50 / nginx.p50,
    one.p99,
    one.p99 / nginx.p99,
  ];
  return [
    "## The router beside nginx",
    "",
    `CPU time of the proxy's process for one invocation of ${BODY.length} bytes over ${CONNECTIONS} connections that stay open, at full load; and time at the`,
    `client at half of what the slower one carries (${Math.round(perSecond)} a second, from when each was due). In turns, ${MS / 1000} s each, medians of ${ROUNDS} rounds; CPU ratios`,
    `of the rounds: ${ratios.map((ratio) => ratio.toFixed(2)).join(", ")}. Goals: twice nginx's CPU, 1.5 times its p50 and p99. Wants nginx on PATH, or its path in NGINX_PATH.`,
    "",
    table(
      ["", "CPU µs", "ratio", "p50 ms", "ratio", "p99 ms", "ratio"],
      [row("router", router), row("nginx, one worker", nginx)],
    ),
  ].join("\n");
}

function summary(figures: readonly Figures[]): Figures {
  const of = (which: keyof Figures): number => median(figures.map((one) => one[which]));
  return { cpuMicros: of("cpuMicros"), p50: of("p50"), p99: of("p99") };
}

function requestOf(): Buffer {
  return Buffer.from(
    [
      `POST ${PATH} HTTP/1.1`,
      "Host: 127.0.0.1:8080",
      `Authorization: Bearer ${TOKEN}`,
      "Content-Type: text/csv",
      "Accept: text/csv",
      "X-Amzn-SageMaker-Custom-Attributes: trace=4711",
      `Content-Length: ${BODY.length}`,
      "",
      BODY,
    ].join("\r\n"),
  );
}
