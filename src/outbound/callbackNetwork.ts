import { BlockList, isIP } from "node:net";
import { internet, type Network } from "./guardedRequest.js";
import { matchesHost } from "./pictureUrl.js";
import { isPublicAddress } from "./publicAddress.js";

/**
 * What `CALLBACK_ALLOWLIST` opens for the hosts that it names: private networks and this machine.
 * Link-local addresses, where clouds keep their metadata, and Azure's wire server stay closed.
 */
const privateNetworks = new BlockList();
privateNetworks.addSubnet("10.0.0.0", 8, "ipv4"); // RFC 1918, as the next two
privateNetworks.addSubnet("172.16.0.0", 12, "ipv4");
privateNetworks.addSubnet("192.168.0.0", 16, "ipv4");
privateNetworks.addSubnet("100.64.0.0", 10, "ipv4"); // carrier-grade NAT (RFC 6598)
privateNetworks.addSubnet("127.0.0.0", 8, "ipv4"); // loopback (RFC 1122)
privateNetworks.addAddress("::1", "ipv6"); // loopback (RFC 4291)
privateNetworks.addSubnet("fc00::", 7, "ipv6"); // unique local (RFC 4193)

/**
 * The network that a callback may reach: the internet, and for a host that an operator has named
 * private networks too. Schemes, ports and credentials are checked as for any other URL.
 *
 * @param url of the callback
 * @param allowlist host names and addresses; `*.example.org` stands for all below it
 */
export function callbackNetwork(url: string, allowlist: readonly string[]): Network {
  const host = URL.canParse(url) ? new URL(url).hostname.replace(/^\[(.*)\]$/, "$1") : "";
  if (!allowlist.some((entry) => matchesHost(host, entry))) return internet;
  return {
    ...internet,
    isAllowedAddress: (address) => isPublicAddress(address) || isPrivateAddress(address),
  };
}

function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && privateNetworks.check(address, family === 4 ? "ipv4" : "ipv6");
}
