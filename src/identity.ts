import type { TokenCredential } from "@azure/core-auth";
import type { IdentitySettings } from "./azureSettings.js";

/**
 * The identity that the app uses for Azure's services: its managed identity, or else what
 * DefaultAzureCredential finds, such as the sign-in of `az login`.
 */
export async function openIdentity(settings: IdentitySettings): Promise<TokenCredential> {
  // This library is larger than all storage clients together, so it loads only when needed.
  const { DefaultAzureCredential, ManagedIdentityCredential } = await import("@azure/identity");
  const { managed, clientId } = settings;
  if (!managed)
    return new DefaultAzureCredential(clientId ? { managedIdentityClientId: clientId } : {});
  return clientId ? new ManagedIdentityCredential({ clientId }) : new ManagedIdentityCredential();
}
