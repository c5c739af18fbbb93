// The containers of CryptoVault.Hosting.ContainerCatalog: partitioned by /partition, only declared fields indexed.
param location string
param tags object
param suffix string
param maxThroughput int

var databaseName = 'cryptovault'

@description('Containers with the fields that queries may use, each index as its list of fields in order.')
var containers = [
  {
    name: 'users'
    indexes: [
      ['outboxState', 'outboxTime']
      ['postingTime']
      ['holdDue']
      ['adjustmentId']
      ['adjustmentTime']
      ['adjustmentStatus', 'adjustmentTime']
      ['adjustmentDue']
      ['addressKey']
      ['depositTime']
      ['pendingNetwork', 'depositTime']
      ['withdrawalTime']
      ['transferTime']
      ['withdrawalStatus', 'statusTime']
      ['orderTime']
      ['openTime']
      ['filledTime']
      ['pendingTime']
      ['wrappedUnder']
      ['listTime']
    ]
  }
  { name: 'house', indexes: [['outboxState', 'outboxTime'], ['postingTime']] }
  { name: 'markets', indexes: [['outboxState', 'outboxTime'], ['market']] }
  { name: 'trades', indexes: [] }
  {
    name: 'cases'
    indexes: [
      ['outboxState', 'outboxTime']
      ['caseState', 'casePriority', 'caseDue']
      ['caseStage', 'casePriority', 'caseDue']
      ['caseAssignee', 'casePriority', 'caseDue']
      ['caseAsset', 'casePriority', 'caseDue']
      ['caseSlaDue']
      ['closedTime']
    ]
  }
  { name: 'system', indexes: [['outboxState', 'outboxTime'], ['alertTime']] }
  { name: 'projections', indexes: [] }
  {
    name: 'audit'
    indexes: [
      ['outboxState', 'outboxTime']
      ['auditSequence']
      ['auditTime']
      ['stream', 'auditTime']
      ['auditActor', 'auditTime']
      ['auditSubject', 'auditTime']
    ]
  }
]

resource account 'Microsoft.DocumentDB/databaseAccounts@2024-05-15' = {
  name: 'cosmos-${suffix}'
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    disableLocalAuth: true
    minimalTlsVersion: 'Tls12'
    consistencyPolicy: { defaultConsistencyLevel: 'Session' }
    locations: [{ locationName: location, failoverPriority: 0, isZoneRedundant: true }]
    backupPolicy: {
      type: 'Continuous'
      continuousModeProperties: { tier: 'Continuous30Days' }
    }
  }

  resource database 'sqlDatabases' = {
    name: databaseName
    properties: {
      resource: { id: databaseName }
      options: { autoscaleSettings: { maxThroughput: maxThroughput } }
    }

    // Positions of the change-feed triggers.
    resource leases 'containers' = {
      name: 'leases'
      properties: {
        resource: {
          id: 'leases'
          partitionKey: { paths: ['/id'], kind: 'Hash', version: 2 }
        }
      }
    }
  }
}

resource container 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2024-05-15' = [for item in containers: {
  parent: account::database
  name: item.name
  properties: {
    resource: {
      id: item.name
      partitionKey: { paths: ['/partition'], kind: 'Hash', version: 2 }
      defaultTtl: -1
      indexingPolicy: {
        indexingMode: 'consistent'
        automatic: true
        includedPaths: map(union(flatten(item.indexes), ['partition']), field => { path: '/${field}/?' })
        excludedPaths: [{ path: '/*' }]
        // The order of each index, with its tie-breaks: a composite index serves only an ORDER BY of exactly its paths.
        compositeIndexes: map(item.indexes, index => map(concat(index, ['id', 'partition']), field => { path: '/${field}', order: 'ascending' }))
      }
    }
  }
}]

output name string = account.name
output endpoint string = account.properties.documentEndpoint
output database string = databaseName
