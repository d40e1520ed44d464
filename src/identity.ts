import type { TokenCredential } from "@azure/core-auth";
import type { IdentitySettings } from "./azureSettings.js";

/**
 * The identity that the app shows to Azure's services: its managed one, or for people at a desk
 * whatever DefaultAzureCredential finds.
 */
export async function openIdentity(settings: IdentitySettings): Promise<TokenCredential> {
  // Loaded only when needed: it is larger than all the storage clients together.
  const { DefaultAzureCredential, ManagedIdentityCredential } = await import("@azure/identity");
  const { managed, clientId } = settings;
  if (!managed)
    return new DefaultAzureCredential(clientId ? { managedIdentityClientId: clientId } : {});
  return clientId ? new ManagedIdentityCredential({ clientId }) : new ManagedIdentityCredential();
}
