import assert from "node:assert/strict";
import { test } from "node:test";
import { toPictureUrl } from "../../src/outbound/pictureUrl.js";
import { toSettings } from "../../src/settings.js";

const open = toSettings({}).url;
const toUrl = (text: string, settings = open, allow = (_address: string) => true): string =>
  toPictureUrl(text, settings, allow).href;

test("a public URL is taken with its query", () => {
  const url = "https://example.org/a%20cat.jpg?size=1";
  assert.equal(toUrl(url), url);
});

test("only http and https are taken, without credentials", () => {
  for (const url of [
    ...["ftp://example.org/", "file:///etc/passwd", "data:,x", "example.org/cat.jpg", ""],
    ...["https://user@example.org/", "https://:secret@example.org/"],
  ]) {
    assert.throws(() => toUrl(url), { code: "UrlNotAllowed" }, url);
  }
});

test("what a parser would quietly mend is refused, and what is too long", () => {
  const longest = `http://example.org/${"a".repeat(2048 - 19)}`;
  assert.equal(toUrl(longest), longest);
  for (const url of [
    `${longest}a`,
    "http:\\\\example.org",
    "http://exa\tmple.org",
    " http://a.b",
  ]) {
    assert.throws(() => toUrl(url), { code: "UrlNotAllowed" }, url);
  }
});

test("ports are those of the setting, and a scheme's own port counts", () => {
  const settings = { ...open, ports: [443, 8080] };
  for (const url of ["https://example.org/", "http://example.org:8080/"]) {
    assert.equal(toUrl(url, settings), url);
  }
  for (const url of ["http://example.org/", "https://example.org:8443/"]) {
    assert.throws(() => toUrl(url, settings), { code: "UrlNotAllowed" }, url);
  }
});

test("an address in the URL is decided on by itself, a name is not", () => {
  const asked: string[] = [];
  const refuse = (address: string): boolean => asked.push(address) === 0;
  for (const url of ["http://10.0.0.1/", "http://0x7f.1/", "http://[::1]/"]) {
    assert.throws(() => toUrl(url, open, refuse), { code: "UrlNotAllowed" }, url);
  }
  assert.deepEqual(asked, ["10.0.0.1", "127.0.0.1", "::1"]);
  assert.equal(toUrl("http://example.org/", open, refuse), "http://example.org/");
});

test("a list of hosts takes its names and what is below its wildcards", () => {
  const allowlist = ["pictures.example.org", "*.Example.net"];
  const settings = { ...open, mode: "allowlist", allowlist } as const;
  for (const host of ["pictures.example.org", "PICTURES.example.org.", "a.b.example.net"]) {
    toUrl(`http://${host}/`, settings);
  }
  for (const host of ["example.org", "a.pictures.example.org", "example.net", "evilexample.net"]) {
    assert.throws(() => toUrl(`http://${host}/`, settings), { code: "UrlNotAllowed" }, host);
  }
});

test("URLs can be switched off", () => {
  const off = { ...open, mode: "off" } as const;
  assert.throws(() => toUrl("http://example.org/", off), { code: "UrlInputOff" });
});
