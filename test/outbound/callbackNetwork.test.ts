import assert from "node:assert/strict";
import { test } from "node:test";
import { callbackNetwork } from "../../src/outbound/callbackNetwork.js";
import { toCallbackUrl } from "../../src/outbound/callbackUrl.js";
import { toPictureUrl } from "../../src/outbound/pictureUrl.js";
import { isPublicAddress } from "../../src/outbound/publicAddress.js";
import { toSettings } from "../../src/settings.js";

const inside = [
  "10.0.0.1",
  "172.16.3.4",
  "192.168.1.1",
  "100.64.0.1",
  "127.0.0.1",
  "::1",
  "fd00::1",
];
const closed = [
  ...["169.254.169.254", "168.63.129.16", "0.0.0.0", "224.0.0.1", "255.255.255.255"],
  ...["fe80::1", "::ffff:169.254.169.254", "ff02::1", "::", "2001:db8::1", "nonsense"],
];

test("a host that is named may have a private address, and no other host may", () => {
  const named = callbackNetwork("https://hooks.lan/a", ["hooks.lan"]);
  const other = callbackNetwork("https://other.lan/a", ["hooks.lan"]);
  for (const address of inside) {
    assert.ok(named.isAllowedAddress(address), address);
    assert.ok(!other.isAllowedAddress(address), address);
  }
  for (const network of [named, other]) assert.ok(network.isAllowedAddress("8.8.8.8"));
});

test("metadata, the wire server and what is no host stay closed", () => {
  const { isAllowedAddress } = callbackNetwork("https://hooks.lan/", ["hooks.lan"]);
  for (const address of closed) assert.ok(!isAllowedAddress(address), address);
});

test("an entry names one host, or all below it", () => {
  const opens = (url: string, entry: string): boolean =>
    callbackNetwork(url, [entry]).isAllowedAddress("10.0.0.1");
  assert.ok(opens("https://a.lan/", "*.lan"));
  assert.ok(opens("https://A.LAN/", "a.lan"));
  assert.ok(opens("http://127.0.0.1/", "127.0.0.1"));
  assert.ok(opens("http://[::1]/", "::1"));
  for (const url of ["https://lan/", "https://a.lan.example/", "https://alan/", "nonsense"]) {
    assert.ok(!opens(url, "*.lan"), url);
  }
});

test("what it opens keeps all other rules, and is for callbacks only", () => {
  const variables = { CALLBACK_KEY: "a key of some length", CALLBACK_ALLOWLIST: "127.0.0.1" };
  const settings = toSettings(variables);
  assert.equal(toCallbackUrl("http://127.0.0.1/hook", settings), "http://127.0.0.1/hook");
  for (const url of ["http://127.0.0.1:8080/", "ftp://127.0.0.1/", "http://a:b@127.0.0.1/"]) {
    assert.throws(() => toCallbackUrl(url, settings), { code: "UrlNotAllowed" }, url);
  }
  const picture = (): URL => toPictureUrl("http://127.0.0.1/", settings.url, isPublicAddress);
  assert.throws(picture, { code: "UrlNotAllowed" });
});

test("it is off by default", () => {
  assert.deepEqual(toSettings({}).callbackAllowlist, []);
});
