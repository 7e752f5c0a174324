import { expect, test } from "vitest";
import { webPage } from "./web-page.ts";

test("A web page is told by its status and title; XML, JSON and text are none", () => {
  const nginx =
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1>";
  expect(webPage(502, nginx)).toBe(
    'a web page came back instead of an API\'s answer (HTTP status 502, "502 Bad Gateway")',
  );
  expect(webPage(200, "\n<!DOCTYPE html>\n<body>")).toBe(
    "a web page came back instead of an API's answer (HTTP status 200)",
  );
  for (const other of ['<?xml version="1.0"?><Error/>', "<Error/>", "{}", "404 page not found", ""])
    expect(webPage(502, other)).toBeUndefined();
});
