import { BlockList, isIP, isIPv4 } from "node:net";

/**
 * IPv4 blocks that are not public unicast: IANA's special-purpose registry (RFC 6890 and its
 * updates), multicast, and Azure's wire server.
 */
const specialIPv4 = [
  "0.0.0.0/8", // this network (RFC 791)
  "10.0.0.0/8", // private use (RFC 1918)
  "100.64.0.0/10", // carrier-grade NAT (RFC 6598)
  "127.0.0.0/8", // loopback (RFC 1122)
  "168.63.129.16/32", // Azure's DNS, DHCP and health probes, though the address looks public
  "169.254.0.0/16", // link-local, with instance metadata (RFC 3927)
  "172.16.0.0/12", // private use (RFC 1918)
  "192.0.0.0/24", // IETF protocol assignments (RFC 6890)
  "192.0.2.0/24", // documentation (RFC 5737)
  "192.31.196.0/24", // AS112 (RFC 7535)
  "192.52.193.0/24", // AMT (RFC 7450)
  "192.88.99.0/24", // 6to4 relays (RFC 7526)
  "192.168.0.0/16", // private use (RFC 1918)
  "192.175.48.0/24", // AS112 (RFC 7534)
  "198.18.0.0/15", // benchmarking (RFC 2544)
  "198.51.100.0/24", // documentation (RFC 5737)
  "203.0.113.0/24", // documentation (RFC 5737)
  "224.0.0.0/4", // multicast (RFC 5771)
  "240.0.0.0/4", // reserved, broadcast (RFC 1112, RFC 919)
];

/** Special blocks within 2000::/3, the only range of IPv6 for global unicast. */
const specialIPv6 = [
  "2001::/23", // IETF protocol assignments, with Teredo (RFC 2928, RFC 4380)
  "2001:db8::/32", // documentation (RFC 3849)
  "2002::/16", // 6to4, which wraps any IPv4 address (RFC 3056)
  "2620:4f:8000::/48", // AS112 (RFC 7534)
  "3fff::/20", // documentation (RFC 9637)
];

const special = new BlockList();
for (const block of specialIPv4) addBlock(block, "ipv4");
for (const block of specialIPv6) addBlock(block, "ipv6");
const globalUnicast = new BlockList();
globalUnicast.addSubnet("2000::", 3, "ipv6");
/** IPv4 in IPv6: IPv4-mapped (RFC 4291) and NAT64 (RFC 6052). */
const wrapping = new BlockList();
wrapping.addSubnet("::ffff:0:0", 96, "ipv6");
wrapping.addSubnet("64:ff9b::", 96, "ipv6");

function addBlock(block: string, family: "ipv4" | "ipv6"): void {
  const [network = "", prefix] = block.split("/");
  special.addSubnet(network, Number(prefix), family);
}

/**
 * Whether an address belongs to a public host. Any text that is not a plain address does not.
 *
 * @param address IPv4 with four decimal parts, or IPv6 without a zone
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !special.check(address, "ipv4");
  if (isIP(address) !== 6 || address.includes("%")) return false;
  if (wrapping.check(address, "ipv6")) return isPublicAddress(wrappedIPv4(address));
  return globalUnicast.check(address, "ipv6") && !special.check(address, "ipv6");
}

/** The last 32 bits of an IPv6 address as IPv4. The URL parser normalises all spellings. */
function wrappedIPv4(address: string): string {
  const { hostname } = new URL(`http://[${address}]`);
  const [high = "0", low = "0"] = hostname.slice(1, -1).split(":").slice(-2);
  const bits = parseInt(high || "0", 16) * 65_536 + parseInt(low || "0", 16);
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join(".");
}
