import { strings } from 'types.bicep'

@description('Keeps CALLBACK_KEY, which signs what is sent to callback URLs.')
param name string
param location string
param tags strings

@description('The identity that may read secrets.')
param principalId string

@description('Known before anything is deployed, unlike the id of a new identity; names the assignments.')
param principalName string

@secure()
@description('Used on the first deployment only.')
param callbackKey string

var keyVaultSecretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 7
  }
}

// Receivers of callbacks know this key, so it must outlive deployments. Azure keeps the secret that
// is there and drops the new value. A deployment script would need storage keys, which are off; a
// value in the azd environment would lie on a laptop and differ from one person to the next.
@onlyIfNotExists()
resource secret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'callback-key'
  properties: { value: callbackKey, contentType: 'HMAC-SHA256 key of callbacks' }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, principalName, keyVaultSecretsUser)
  scope: vault
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      keyVaultSecretsUser
    )
  }
}

// Without a version: a key that is replaced by hand is taken up within a day.
output callbackKeyUri string = '${vault.properties.vaultUri}secrets/${secret.name}'
