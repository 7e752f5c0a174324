import { describe, expect, it } from "vitest";
import { corsHeaders, corsRules } from "./cors-rules.ts";

const document = (rule: string) =>
  `<CORSConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><CORSRule>${rule}</CORSRule></CORSConfiguration>`;
const allowed = (rule: string, question: Partial<Parameters<typeof corsHeaders>[1]>) =>
  corsHeaders(corsRules(document(rule)), {
    origin: "https://a.example",
    method: "GET",
    headers: [],
    ...question,
  });

describe("the rules of a CORS configuration", () => {
  const rule = "<AllowedMethod>GET</AllowedMethod><AllowedOrigin>https://*.example</AllowedOrigin>";

  it("allow an origin by a wildcard, and tell that origin", () => {
    expect(allowed(rule, {})?.["access-control-allow-origin"]).toBe("https://a.example");
    expect(allowed(rule, { origin: "https://a.example.org" })).toBeUndefined();
    expect(allowed(rule, { origin: "https://.exampl" })).toBeUndefined();
  });

  it("tell * where every origin is allowed, and then no credentials", () => {
    const answer = allowed("<AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin>", {});
    expect(answer?.["access-control-allow-origin"]).toBe("*");
    expect(answer?.["access-control-allow-credentials"]).toBeUndefined();
  });

  it("allow the methods and headers that they name, headers in any case", () => {
    const headers = `${rule}<AllowedHeader>X-Amz-*</AllowedHeader><AllowedHeader>range</AllowedHeader>`;
    expect(allowed(rule, { method: "PUT" })).toBeUndefined();
    expect(allowed(rule, { headers: ["range"] })).toBeUndefined();
    expect(allowed(headers, { headers: ["x-amz-date", "range"] })).toBeDefined();
    expect(allowed(headers, { headers: ["x-amz-date", "other"] })).toBeUndefined();
  });

  it("tell what may be read, and for how long", () => {
    const more = `${rule}<ExposeHeader>ETag</ExposeHeader><ExposeHeader>x</ExposeHeader><MaxAgeSeconds>60</MaxAgeSeconds>`;
    expect(allowed(more, {})).toMatchObject({
      "access-control-expose-headers": "ETag, x",
      "access-control-max-age": "60",
    });
  });
});
