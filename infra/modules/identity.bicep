import { strings } from 'types.bicep'

@description('The identity with which the function app reaches storage, Key Vault and Application Insights.')
param name string
param location string
param tags strings

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: name
  location: location
  tags: tags
}

output id string = identity.id
output clientId string = identity.properties.clientId
output principalId string = identity.properties.principalId
