import type { FastifyRequest } from "fastify";
import { LRUCache } from "lru-cache";
import { type ApiPath, parsePath } from "./parse-path.ts";

export interface Address {
  readonly pathname: string;
  readonly query: URLSearchParams;
  /** What the path names; undefined for what no API server would route. */
  readonly path: ApiPath | undefined;
}

/** By request: it is asked for before the body is read and again after that. */
const known = new WeakMap<FastifyRequest, Address>();

/** The path and the parameters of a request as they came, not as the framework's router reads them. */
export function addressOf(request: FastifyRequest): Address {
  const read = known.get(request) ?? readAddress(request.raw.url ?? "/");
  known.set(request, read);
  return read;
}

/** Paths that are asked for again and again: a client creates in one place, and many watch one. */
const PATHS = 256;
const paths = new LRUCache<string, { readonly path: ApiPath | undefined }>({ max: PATHS });

function pathOf(pathname: string): ApiPath | undefined {
  const known = paths.get(pathname);
  if (known !== undefined) return known.path;
  const path = parsePath(pathname);
  paths.set(pathname, { path });
  return path;
}

function readAddress(url: string): Address {
  const mark = url.indexOf("?");
  const pathname = mark < 0 ? url : url.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? "" : url.slice(mark + 1));
  return { pathname, query, path: pathOf(pathname) };
}
