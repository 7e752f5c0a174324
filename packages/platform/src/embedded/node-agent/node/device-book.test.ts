import { expect, it } from "vitest";
import { DeviceBook, deviceVariables } from "./device-book.ts";

it("gives each device to one pod, lowest first, and to another one when it is given back", () => {
  const book = new DeviceBook(3);
  expect(book.take("a", 2)).toEqual([0, 1]);
  expect(book.take("a", 2)).toEqual([0, 1]);
  expect(book.take("b", 1)).toEqual([2]);
  expect(() => book.take("c", 1)).toThrow(expect.objectContaining({ code: "SLIP-NODE-007" }));
  book.release("a");
  expect(book.take("c", 1)).toEqual([0]);
  expect(book.of("a")).toEqual([]);
});

it("finds again what a pod had, and gives nothing twice", () => {
  const book = new DeviceBook(3);
  book.claim("a", [1, 7]);
  book.claim("b", [1, 2]);
  expect([book.of("a"), book.of("b")]).toEqual([[1], [2]]);
  expect(book.take("c", 1)).toEqual([0]);
});

it("tells libraries of the pod's devices alone", () => {
  expect(deviceVariables([1, 3])).toEqual({ NVIDIA_VISIBLE_DEVICES: "1,3", CUDA_VISIBLE_DEVICES: "1,3" });
  expect(deviceVariables([])).toEqual({});
});
