import { AWS_DOMAINS } from "@slipway/model/aws/aws-host.ts";

/** Hosts that no proxy is asked for; some clients send even loopback requests to one. */
export const LOOPBACK = ["127.0.0.1", "localhost"];

/** The hosts of a `NO_PROXY`; without those that would keep a host of AWS's from the proxy, where that is asked for. */
export function exceptions(text: string, { exceptAws }: { readonly exceptAws: boolean }): readonly string[] {
  const hosts = text.split(/[,\s]+/).filter((host) => host !== "");
  return exceptAws ? hosts.filter((host) => !meetsAws(host)) : hosts;
}

/** Whether an entry, `*`, `.example.com`, `*.example.com` or `example.com`, is of some host in a domain of AWS's. */
function meetsAws(entry: string): boolean {
  const name = entry
    .toLowerCase()
    .replace(/:\d+$/, "")
    .replace(/^\*?\.?/, "");
  return AWS_DOMAINS.some((domain) => within(domain, name) || within(name, domain));
}

/** By the letters, as Python takes an entry: `aws.com` is of `amazonaws.com` too. */
const within = (name: string, domain: string): boolean => name.endsWith(domain);
