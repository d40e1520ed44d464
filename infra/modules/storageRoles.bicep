@description('Data roles on the storage account for one principal: the application, or whoever deploys.')
param storageAccountName string
param principalId string

@description('Known before anything is deployed, unlike the id of a new identity; names the assignments.')
param principalName string

@description('Empty leaves it to Azure to find out, which works for principals that are not new.')
@allowed(['', 'ServicePrincipal'])
param principalType string = ''

var roles = {
  // Owner instead of Contributor: the host takes leases and the deployment reads its container.
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  storageQueueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
}

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: storageAccountName
}

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in items(roles): {
    name: guid(account.id, principalName, role.value)
    scope: account
    properties: {
      principalId: principalId
      principalType: empty(principalType) ? null : principalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
    }
  }
]
