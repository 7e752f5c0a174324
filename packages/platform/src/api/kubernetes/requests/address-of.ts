import type { FastifyRequest } from "fastify";

/** The path and the parameters of a request as they came, not as the framework's router reads them. */
export function addressOf(request: FastifyRequest): {
  readonly pathname: string;
  readonly query: URLSearchParams;
} {
  const url = request.raw.url ?? "/";
  const mark = url.indexOf("?");
  return {
    pathname: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? "" : url.slice(mark + 1)),
  };
}
