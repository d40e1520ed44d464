import assert from "node:assert/strict";
import { test } from "node:test";
import { toCallbackUrl } from "../../src/outbound/callbackUrl.js";
import { toSettings } from "../../src/settings.js";

const withKey = toSettings({ CALLBACK_KEY: "a key of some length" });

test("a public URL is where a result may be sent", () => {
  assert.equal(toCallbackUrl("https://example.org", withKey), "https://example.org/");
});

test("without a key nothing is sent", () => {
  const settings = toSettings({});
  assert.throws(() => toCallbackUrl("https://example.org/", settings), { code: "CallbacksOff" });
});

test("a callback URL keeps the rules for URLs of pictures", () => {
  for (const url of ["http://127.0.0.1/", "http://169.254.169.254/", "file:///tmp", "nonsense"]) {
    assert.throws(() => toCallbackUrl(url, withKey), { code: "UrlNotAllowed" }, url);
  }
  const off = toSettings({ CALLBACK_KEY: "a key of some length", URL_INPUT: "off" });
  assert.throws(() => toCallbackUrl("https://example.org/", off), { code: "UrlInputOff" });
});
