import assert from "node:assert/strict";
import type { LookupAddress } from "node:dns";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createRawServer, type Server } from "node:net";
import { test, type TestContext } from "node:test";
import { ClassifierError } from "../../src/errors.js";
import { fetchPicture } from "../../src/outbound/fetchPicture.js";
import type { Network } from "../../src/outbound/guardedRequest.js";
import { isPublicAddress } from "../../src/outbound/publicAddress.js";
import { toSettings } from "../../src/settings.js";

/** Spellings of what is not public, none of which may be connected to. */
const refusedUrls = [
  // loopback, as WHATWG's parser reads it
  ...["http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/"],
  ...["http://0177.0.0.1/", "http://0x7f.1/", "http://127.0.0.1./", "http://１２７.０.０.１/"],
  ...[
    "http://127。0。0。1/",
    "http://%31%32%37.0.0.1/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
  ],
  ...["http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[64:ff9b::7f00:1]/"],
  ...[
    "http://0.0.0.0/",
    "http://0/",
    "http://[::]/",
    "http://[::127.0.0.1]/",
    "http://[2002:7f00:1::]/",
  ],
  // private networks, metadata, Azure's wire server
  ...["http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.0.1/", "http://100.64.0.1/"],
  ...["http://169.254.169.254/metadata/instance", "http://2852039166/", "http://0xa9fea9fe/"],
  ...["http://[::ffff:169.254.169.254]/", "http://[fd00:ec2::254]/", "http://168.63.129.16/"],
  ...["http://[fe80::1]/", "http://[fc00::1]/", "http://[ff02::1]/", "http://255.255.255.255/"],
  ...["http://224.0.0.1/", "http://192.0.2.1/", "http://[2001:db8::1]/", "http://198.18.0.1/"],
  // other schemes, credentials, ports
  ...[
    "file:///etc/passwd",
    "gopher://example.org/",
    "ftp://example.org/a.jpg",
    "dict://example.org/",
  ],
  ...[
    "javascript:alert(1)",
    "blob:http://example.org/1",
    "ldap://example.org/",
    "//example.org/a.jpg",
  ],
  ...["http://user@example.org/", "http://user:secret@example.org/", "http://:@127.0.0.1/"],
  ...["http://example.org:22/", "http://example.org:6379/", "https://example.org:8443/"],
  ...[
    "http://example.org:7071/admin/host/status",
    "http://example.org:0/",
    "http://example.org:99999/",
  ],
  // what a parser would quietly mend
  ...["http://example.org/\r\nHost: evil", "http://exam\tple.org/", " http://example.org/"],
  ...[
    "http:\\\\example.org\\",
    "http://example.org/\u0000",
    "http://",
    "http:///",
    "not a url",
    "",
  ],
  ...[
    "http://example.org /",
    "http://[::1",
    "http://exa mple.org/",
    `http://example.org/${"a".repeat(3000)}`,
  ],
];

const settings = {
  ...toSettings({
    URL_CONNECT_TIMEOUT_MS: "500",
    URL_FIRST_BYTE_TIMEOUT_MS: "300",
    URL_TIMEOUT_MS: "900",
    MAX_IMAGE_BYTES: "1000",
  }).url,
};

/** A network in which names resolve to given addresses, one answer after the other. */
function scripted(
  answers: Record<string, readonly string[][]>,
  allowed = isPublicAddress,
): Network {
  const counts = new Map<string, number>();
  return {
    resolve: (name, done) => {
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      const addresses = answers[name]?.[Math.min(count, (answers[name]?.length ?? 1) - 1)] ?? [];
      const found = addresses.map((address): LookupAddress => ({
        address,
        family: address.includes(":") ? 6 : 4,
      }));
      done(found.length > 0 ? null : new Error("ENOTFOUND"), found);
    },
    isAllowedAddress: allowed,
  };
}

function portOf(server: Server): number {
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return address.port;
}

/** A server on loopback, and settings and a network that let it be reached, and nothing else. */
async function serve(t: TestContext, listener: RequestListener) {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  t.after(() => server.closeAllConnections());
  const port = portOf(server);
  const names = { "pictures.test": [["127.0.0.1"]] };
  return {
    url: `http://pictures.test:${port}`,
    settings: { ...settings, ports: [port, 80, 443] },
    network: scripted(names, (address) => address === "127.0.0.1" || isPublicAddress(address)),
  };
}

test("no spelling of an address that is not public is connected to", async () => {
  assert.ok(refusedUrls.length >= 60);
  const nowhere = scripted({ "example.org": [["93.184.215.14"]] });
  for (const url of refusedUrls) {
    await assert.rejects(
      fetchPicture(url, settings, undefined, nowhere),
      { code: "UrlNotAllowed" },
      url,
    );
  }
});

test("a redirect to any of them is not followed", async (t) => {
  let target = "";
  const {
    url,
    settings: open,
    network,
  } = await serve(t, (_, response) => {
    response.writeHead(302, { location: target }).end();
  });
  // The test server's own address is allowed here, and what is relative leads back to it.
  const loopback = /127\.|2130706433|0x7f|0177|１２７|%31|7f00:1\]/;
  let followed = 0;
  for (const refused of refusedUrls) {
    if (loopback.test(refused) || !/^[!-~]*$/.test(refused) || refused.startsWith("//")) continue;
    if (!/^[a-z]+:(?!\\)/.test(refused) || /^http:\/*$/.test(refused)) continue;
    target = refused;
    await assert.rejects(
      fetchPicture(url, open, undefined, network),
      { code: "UrlNotAllowed" },
      refused,
    );
    followed++;
  }
  assert.ok(followed >= 35, String(followed));
});

test("a name that turns to a private address is not connected to", async () => {
  const rebinding = scripted({
    "private.test": [["10.0.0.1"]],
    "both.test": [["::1", "127.0.0.1", "169.254.169.254"]],
    "six.test": [["::ffff:7f00:1"]],
  });
  for (const name of ["private.test", "both.test", "six.test"]) {
    const fetching = fetchPicture(`http://${name}/`, settings, undefined, rebinding);
    await assert.rejects(fetching, { code: "UrlNotAllowed" }, name);
  }
});

test("a name that is public first and private next is caught at the second look", async (t) => {
  const { url, settings: open } = await serve(t, (_, response) => {
    response.writeHead(302, { location: "/again" }).end();
  });
  // The first answer is the test server's address, which counts as public here.
  const network = scripted(
    { "pictures.test": [["127.0.0.1"], ["127.0.0.2"]] },
    (address) => address === "127.0.0.1",
  );
  await assert.rejects(fetchPicture(url, open, undefined, network), { code: "UrlNotAllowed" });
});

test("a picture is fetched, with nothing of the caller's in the request", async (t) => {
  const {
    url,
    settings: open,
    network,
  } = await serve(t, (request, response) => {
    response.end(JSON.stringify(request.headers));
  });
  const bytes = await fetchPicture(`${url}/cat.jpg?size=1#top`, open, undefined, network);
  const headers: Record<string, string> = JSON.parse(Buffer.from(bytes).toString());
  assert.deepEqual(Object.keys(headers).toSorted(), [
    "accept",
    "accept-encoding",
    "connection",
    "host",
    "user-agent",
  ]);
  assert.match(headers["user-agent"] ?? "", /^serverless-image-classifier/);
  assert.equal(headers["accept-encoding"], "identity");
});

test("five redirects are followed, six are not", async (t) => {
  const {
    url,
    settings: open,
    network,
  } = await serve(t, (request, response) => {
    const left = Number(request.url?.slice(1));
    if (left === 0) response.end("picture");
    else response.writeHead(307, { location: `/${left - 1}` }).end();
  });
  assert.equal((await fetchPicture(`${url}/5`, open, undefined, network)).byteLength, 7);
  await assert.rejects(fetchPicture(`${url}/6`, open, undefined, network), {
    code: "UrlFetchFailed",
  });
});

test("answers that are no picture fail with what is wrong", async (t) => {
  const {
    url,
    settings: open,
    network,
  } = await serve(t, (request, response) => {
    switch (String(request.url)) {
      case "/gzip":
        return response.writeHead(200, { "content-encoding": "gzip" }).end("x");
      case "/large":
        return response.writeHead(200, { "content-length": "1001" }).end("x".repeat(1001));
      case "/endless": {
        const feed = setInterval(() => response.write("x".repeat(400)), 5);
        return response.on("close", () => clearInterval(feed));
      }
      case "/broken":
        response.writeHead(200, { "content-length": "500" });
        return response.write("x", () => response.destroy());
      case "/slow-body":
        return response.writeHead(200).write("x");
      case "/silent":
        return response;
      default:
        return response.writeHead(Number(request.url?.slice(1))).end();
    }
  });
  const outcomes: [path: string, code: string][] = [
    ["/204", "UrlFetchFailed"],
    ["/302", "UrlFetchFailed"],
    ["/404", "UrlFetchFailed"],
    ["/500", "UrlFetchFailed"],
    ["/gzip", "UrlFetchFailed"],
    ["/broken", "UrlFetchFailed"],
    ["/large", "ImageTooLarge"],
    ["/endless", "ImageTooLarge"],
    ["/slow-body", "UrlTimeout"],
    ["/silent", "UrlTimeout"],
  ];
  for (const [path, code] of outcomes) {
    await assert.rejects(fetchPicture(url + path, open, undefined, network), { code }, path);
  }
});

test("a server that sends its header byte by byte runs out of time", async (t) => {
  const server = createRawServer((socket) => {
    const drip = setInterval(() => socket.write("H"), 50);
    socket.on("close", () => clearInterval(drip)).on("error", () => clearInterval(drip));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const port = portOf(server);
  const network = scripted({ "slow.test": [["127.0.0.1"]] }, (address) => address === "127.0.0.1");
  const open = { ...settings, ports: [port] };
  const fetching = fetchPicture(`http://slow.test:${port}/`, open, undefined, network);
  await assert.rejects(fetching, { message: /URL/ });
});

test("fetching ends when the caller goes away", async (t) => {
  const caller = new AbortController();
  const { url, settings: open, network } = await serve(t, () => caller.abort());
  const fetching = fetchPicture(url, open, { signal: caller.signal }, network);
  await assert.rejects(fetching, { code: "CallerGone" });
});

test("fetching ends at the deadline of the request, and says so", async (t) => {
  const caller = new AbortController();
  const late = new ClassifierError("DeadlineExceeded");
  const { url, settings: open, network } = await serve(t, () => caller.abort(late));
  const fetching = fetchPicture(url, open, { signal: caller.signal }, network);
  await assert.rejects(fetching, { code: "DeadlineExceeded" });
});

test("URLs can be switched off, or kept to a list of hosts", async () => {
  const network = scripted({});
  const off = { ...settings, mode: "off" as const };
  await assert.rejects(fetchPicture("http://example.org/", off, undefined, network), {
    code: "UrlInputOff",
  });
  const list = {
    ...settings,
    mode: "allowlist" as const,
    allowlist: ["pictures.example.org", "*.example.net"],
  };
  const allowed = [
    "http://pictures.example.org/",
    "http://PICTURES.example.org./",
    "http://a.b.example.net/",
  ];
  for (const url of allowed) {
    await assert.rejects(
      fetchPicture(url, list, undefined, network),
      { code: "UrlFetchFailed" },
      url,
    );
  }
  const others = [
    "http://example.org/",
    "http://example.net/",
    "http://evilexample.net/",
    "http://8.8.8.8/",
  ];
  for (const url of others) {
    await assert.rejects(
      fetchPicture(url, list, undefined, network),
      { code: "UrlNotAllowed" },
      url,
    );
  }
});
