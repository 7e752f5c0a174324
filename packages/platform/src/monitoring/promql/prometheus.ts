import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Agent, request } from "undici";
import { wordsOf } from "#lib/words-of.ts";
import { type PromQL, PromQLFailure, type PromQLRange, type PromQLSeries } from "./promql.ts";

/** A query that takes longer is broken off there, and here soon after. */
const PATIENCE_MS = 10_000;
const LARGEST_BYTES = 8 * 2 ** 20;

/**
 * The Prometheus that a folder's files name, which belong to whoever runs the home: `url`, and `token` or `username` and `password`, and `ca.crt` where
 * its certificate needs one. They are read at each query, so that what is changed counts from the next one on. No redirection is followed.
 */
export function prometheusIn(folder: string): PromQL {
  return {
    async range(asked, signal) {
      const settings = await settingsIn(folder);
      const agent = new Agent({
        connect: { timeout: PATIENCE_MS, ...(settings.ca === undefined ? {} : { ca: settings.ca }) },
        headersTimeout: PATIENCE_MS + 2_000,
        bodyTimeout: PATIENCE_MS,
        maxResponseSize: LARGEST_BYTES,
      });
      try {
        return await ask(agent, { settings, asked, signal });
      } catch (error) {
        if (error instanceof PromQLFailure || signal.aborted) throw error;
        throw new PromQLFailure(`the home's Prometheus does not answer: ${wordsOf(error)}`);
      } finally {
        void agent.destroy();
      }
    },
  };
}

interface Settings {
  readonly url: string;
  readonly authorization?: string;
  readonly ca?: string;
}

async function settingsIn(folder: string): Promise<Settings> {
  const [url, token, user, password, ca] = await Promise.all(
    ["url", "token", "username", "password", "ca.crt"].map((name) => textIn(join(folder, name))),
  );
  if (url === undefined)
    throw new PromQLFailure("this home names no Prometheus to ask (docs/guides/prometheus.md)");
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new PromQLFailure("what this home names as its Prometheus is no URL of http or https");
  const basic = user === undefined ? undefined : Buffer.from(`${user}:${password ?? ""}`).toString("base64");
  const authorization = token === undefined ? basic && `Basic ${basic}` : `Bearer ${token}`;
  return {
    url: url.replace(/\/+$/, ""),
    ...(authorization === undefined ? {} : { authorization }),
    ...(ca === undefined ? {} : { ca }),
  };
}

async function textIn(file: string): Promise<string | undefined> {
  const text = (await readFile(file, "utf8").catch(() => "")).trim();
  return text === "" ? undefined : text;
}

async function ask(
  agent: Agent,
  {
    settings: { url, authorization },
    asked: { query, start, end, step },
    signal,
  }: { readonly settings: Settings; readonly asked: PromQLRange; readonly signal: AbortSignal },
): Promise<readonly PromQLSeries[]> {
  const timeout = `${PATIENCE_MS / 1_000}s`;
  const looks = { start: String(start), end: String(end), step: String(step) };
  const { statusCode, body } = await request(`${url}/api/v1/query_range`, {
    method: "POST",
    dispatcher: agent,
    signal,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      ...(authorization === undefined ? {} : { authorization }),
    },
    body: new URLSearchParams({ query, ...looks, timeout }).toString(),
  });
  const text = await body.text();
  return seriesIn(statusCode, text);
}

interface Answer {
  readonly status?: unknown;
  readonly error?: unknown;
  readonly data?: { readonly resultType?: unknown; readonly result?: unknown };
}

/** https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries; exported for tests. */
export function seriesIn(status: number, text: string): readonly PromQLSeries[] {
  const answer = parsed(text);
  if (answer?.status === "error")
    throw new PromQLFailure(`the home's Prometheus refuses the query: ${String(answer.error).slice(0, 300)}`);
  const { resultType, result } = answer?.data ?? {};
  if (status !== 200 || resultType !== "matrix" || !Array.isArray(result))
    throw new PromQLFailure(
      `what the home names as its Prometheus answers with HTTP status ${status} and no series`,
    );
  return result.map(seriesOf);
}

function parsed(text: string): Answer | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Of native histograms it counts that they are there. */
function seriesOf(one: unknown): PromQLSeries {
  const { metric, values, histograms } = one as Readonly<Record<string, unknown>>;
  const points = [values, histograms].flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []));
  return {
    labels: Object.fromEntries(
      Object.entries((metric ?? {}) as Record<string, unknown>).map(([name, value]) => [name, String(value)]),
    ),
    values: new Map(
      points.map((point) => {
        const [at, value] = point as readonly [number, unknown];
        return [Math.round(Number(at)), typeof value === "string" ? value : "histogram"] as const;
      }),
    ),
  };
}
