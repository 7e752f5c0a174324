import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { PortBook } from "./port-book.ts";

describe("the port book", () => {
  it("gives every pod a port of its own, and the same one again", async () => {
    const book = new PortBook();
    const ports = await Promise.all(["a", "b", "c"].map((uid) => book.take(uid)));
    expect(new Set(ports.flat()).size).toBe(3);
    expect(await book.take("a")).toEqual(ports[0]);
  });

  it("gives a pod of several containers as many, and takes all of them back", async () => {
    const book = new PortBook();
    const [a, b] = await Promise.all([book.take("a", 3), book.take("b", 2)]);
    expect([a.length, b.length, new Set([...a, ...b]).size]).toEqual([3, 2, 5]);
    expect(await book.take("a", 3)).toEqual(a);
    expect(book.claim("c", a)).toBe(false);
    book.release("a");
    expect(book.claim("c", a)).toBe(true);
  });

  it("passes over a port that somebody else listens on", async () => {
    const [port] = await new PortBook().take("pod");
    const stranger = createServer().listen(port, "127.0.0.1");
    await new Promise((resolve) => stranger.once("listening", resolve));
    expect(await new PortBook().take("pod")).not.toContain(port);
    await new Promise((resolve) => stranger.close(resolve));
  });

  it("keeps a port of an earlier life, unless another pod has it", async () => {
    const book = new PortBook();
    expect(book.claim("a", [20_001])).toBe(true);
    expect(book.claim("b", [20_001])).toBe(false);
    expect(await book.take("a")).toEqual([20_001]);
    book.release("a");
    expect(book.claim("b", [20_001])).toBe(true);
  });
});
