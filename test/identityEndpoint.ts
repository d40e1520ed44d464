import { once } from "node:events";
import { createServer, type Server } from "node:http";

/** What somebody wants a token for. */
interface Question {
  readonly resource: string | null;
  /** Of a user-assigned identity. */
  readonly clientId: string | null;
}

/** What App Service offers its apps to get tokens of their managed identities. */
export interface IdentityEndpoint {
  /** The environment variables by which the app finds it. */
  readonly environment: Record<"IDENTITY_ENDPOINT" | "IDENTITY_HEADER", string>;
  /** Questions that were answered with a token. */
  readonly asked: readonly Question[];
  close(): void;
}

/** As App Service's endpoint (2019-08-01), it answers only who shows the header's secret. */
export async function startIdentityEndpoint(): Promise<IdentityEndpoint> {
  const secret = "header of the identity";
  const asked: Question[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
    const known = pathname === "/msi/token" && searchParams.get("api-version") === "2019-08-01";
    if (!known || request.headers["x-identity-header"] !== secret) {
      response.writeHead(known ? 401 : 400).end("{}");
      return;
    }
    const [resource, clientId] = [searchParams.get("resource"), searchParams.get("client_id")];
    asked.push({ resource, clientId });
    const { token, expiresOn } = tokenFor(resource ?? "");
    const answer = {
      access_token: token,
      expires_on: String(expiresOn),
      resource,
      token_type: "Bearer",
      client_id: clientId,
    };
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  });
  const port = await listen(server);
  return {
    environment: {
      IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/msi/token`,
      IDENTITY_HEADER: secret,
    },
    asked,
    close: () => void server.close(),
  };
}

/** A token with the claims that Azure's have, signed by nobody; good for a day. */
export function tokenFor(audience: string): { token: string; expiresOn: number } {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    aud: audience,
    iss: "https://sts.windows.net/00000000-0000-0000-0000-000000000002/",
    iat: now - 60,
    nbf: now - 60,
    exp: now + 86_400,
  };
  const parts = [{ alg: "HS256", typ: "JWT" }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  );
  return { token: [...parts, "c2lnbmF0dXJl"].join("."), expiresOn: claims.exp };
}

/** @returns the port */
export async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("The server has no address");
  return address.port;
}
