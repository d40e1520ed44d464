import { isIP } from "node:net";
import { ClassifierError } from "../errors.js";
import type { UrlSettings } from "../settings.js";

const MAX_URL_LENGTH = 2048;

/**
 * Checks the text of a URL before a request. An IP address in the URL is checked here, because it
 * is never resolved. The address of a host name is checked when the connection is made.
 *
 * @param isAllowedAddress whether a connection to the address is allowed
 * @throws ClassifierError `UrlInputOff`, `UrlNotAllowed`
 */
export function toPictureUrl(
  text: string,
  { mode, allowlist, ports }: UrlSettings,
  isAllowedAddress: (address: string) => boolean,
): URL {
  if (mode === "off") throw new ClassifierError("UrlInputOff");
  // The URL parser drops line breaks and tabs and converts backslashes, so such texts are refused.
  if (text.length > MAX_URL_LENGTH || /[\p{Cc}\s\\]/u.test(text)) throw notAllowed();
  if (!URL.canParse(text)) throw notAllowed();
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") throw notAllowed();
  if (url.username !== "" || url.password !== "") throw notAllowed();
  if (!ports.includes(Number(url.port || (url.protocol === "http:" ? 80 : 443))))
    throw notAllowed();
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(host) && !isAllowedAddress(host)) throw notAllowed();
  if (mode === "allowlist" && !allowlist.some((entry) => matchesHost(host, entry)))
    throw notAllowed();
  return url;
}

/** Gives no reason, because it would tell callers about the internal network. */
export function notAllowed(): ClassifierError {
  return new ClassifierError("UrlNotAllowed");
}

/** @param entry a host name, or `*.` and a name, for all hosts below it */
export function matchesHost(host: string, entry: string): boolean {
  const name = host.replace(/\.$/, "");
  const wanted = entry.toLowerCase();
  return wanted.startsWith("*.") ? name.endsWith(wanted.slice(1)) : name === wanted;
}
