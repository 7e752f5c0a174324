import { expect, it } from "vitest";
import type { Gpu } from "#lib/gpus/gpu.ts";
import { DeviceBook } from "./device-book.ts";

const gpu = (vendor: Gpu["vendor"], index: number): Gpu => ({ vendor, index, name: "a GPU", nodes: [] });
const THREE = [0, 1, 2].map((index) => gpu("nvidia", index));
const nvidia = (count: number) => new Map([["nvidia.com/gpu", count]]);
const indices = (gpus: readonly Gpu[]) =>
  gpus.map(({ vendor, index }) => (vendor === "amd" ? `amd${index}` : index));

it("gives each GPU to one pod, lowest first, and to another one when it is given back", () => {
  const book = new DeviceBook(() => THREE);
  expect(indices(book.take("a", nvidia(2)))).toEqual([0, 1]);
  expect(indices(book.take("a", nvidia(2)))).toEqual([0, 1]);
  expect(indices(book.take("b", nvidia(1)))).toEqual([2]);
  expect(() => book.take("c", nvidia(1))).toThrow(expect.objectContaining({ code: "SLIP-NODE-007" }));
  book.release("a");
  expect(indices(book.take("c", nvidia(1)))).toEqual([0]);
  expect(book.of("a")).toEqual([]);
});

it("finds again what a pod had, also before the GPUs are found, and gives nothing twice", () => {
  let known: readonly Gpu[] = [];
  const book = new DeviceBook(() => known);
  book.claim("a", [1, 7]);
  book.claim("b", [1, 2]);
  expect(book.of("a")).toEqual([]);
  known = THREE;
  expect([book.of("a"), book.of("b")].map(indices)).toEqual([[1], [2]]);
  expect(book.namesOf("b")).toEqual([2]);
  expect(indices(book.take("c", nvidia(1)))).toEqual([0]);
});

it("keeps those of two vendors apart", () => {
  const book = new DeviceBook(() => [...THREE, gpu("amd", 0)]);
  expect(indices(book.take("a", new Map([["amd.com/gpu", 1]])))).toEqual(["amd0"]);
  expect(indices(book.take("b", nvidia(1)))).toEqual([0]);
  const later = new DeviceBook(() => [...THREE, gpu("amd", 0)]);
  later.claim("a", book.namesOf("a"));
  expect(indices(later.of("a"))).toEqual(["amd0"]);
});
