import { BlockList, isIP } from "node:net";

/** Addresses that only the machine itself, or its link, can mean: from a cluster's controller they reach what is none of a flow's business. */
const LOCAL = new BlockList();
for (const [net, prefix] of [
  ["0.0.0.0", 8],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["224.0.0.0", 4],
] as const)
  LOCAL.addSubnet(net, prefix, "ipv4");
for (const [net, prefix] of [
  ["::", 128],
  ["::1", 128],
  ["fe80::", 10],
  ["fd00:ec2::254", 128],
  ["ff00::", 8],
] as const)
  LOCAL.addSubnet(net, prefix, "ipv6");

/** Whether an address is loopback, link-local (as clouds' metadata are), multicast or none; IPv4 within IPv6 counts as what it is. */
export function isLocalAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && LOCAL.check(address, family === 6 ? "ipv6" : "ipv4");
}
