import type { FastifyRequest } from "fastify";
import { notServed } from "../answers/refusals.ts";
import type { Answer } from "../answers/send.ts";
import { documentIndex, type OpenApiDocument, type OpenApiDocuments } from "./documents.ts";

const ROOT = "/openapi/v3";
const YEAR_SECONDS = 31_536_000;
/** Clients ask with the older spelling too; real servers answer with this one, since Go refuses `@` in a Content-Type. */
const V2_PROTOBUF = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
const V2_PROTOBUF_ASKED = /openapi\.spec\.v2[.@]v1\.0\+protobuf/;

/** What kubectl reads before it writes, and what it explains kinds from. */
export function openApi(
  documents: OpenApiDocuments,
  { pathname, query }: { readonly pathname: string; readonly query: URLSearchParams },
  headers: FastifyRequest["headers"],
): Answer {
  if (pathname === "/openapi/v2") return versionTwo(headers.accept);
  if (pathname === ROOT) return { http: 200, body: documentIndex(documents.all()) };
  const place = pathname.slice(ROOT.length + 1);
  const document = documents.all().get(place);
  if (document === undefined) throw notServed();
  const hash = query.get("hash") ?? undefined;
  if (hash !== undefined && hash !== document.hash) {
    return { http: 301, headers: { location: `${ROOT}/${place}?hash=${document.hash}` } };
  }
  return documentAnswer(document, { immutable: hash !== undefined, known: headers["if-none-match"] });
}

function documentAnswer(
  { hash, text }: OpenApiDocument,
  asked: { readonly immutable: boolean; readonly known: string | undefined },
): Answer {
  const etag = `"${hash}"`;
  const headers = {
    etag,
    vary: "accept",
    ...(asked.immutable ? { "cache-control": `public, immutable, max-age=${YEAR_SECONDS}` } : {}),
  };
  return asked.known === etag ? { http: 304, headers } : { http: 200, text, headers };
}

/** The older format, for clients that want it to be there: an empty protobuf document is a valid one. */
function versionTwo(accept = ""): Answer {
  if (V2_PROTOBUF_ASKED.test(accept)) return { http: 200, text: "", contentType: V2_PROTOBUF };
  const info = { title: "Kubernetes", version: "unversioned" };
  return { http: 200, body: { swagger: "2.0", info, paths: {}, definitions: {} } };
}
