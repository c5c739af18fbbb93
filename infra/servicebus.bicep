// The queues of CryptoVault.Messaging.Queues. Sessions keep the order per market, user and workflow; duplicate detection
// makes publishing an outbox document again harmless.
param location string
param tags object
param suffix string

@description('Queue names with their need for sessions. tests/Shared.Tests compares them with the code.')
var queues = [
  { name: 'market-commands', sessions: true }
  { name: 'settlement', sessions: true }
  { name: 'transfers', sessions: true }
  { name: 'workflow-commands', sessions: true }
  { name: 'audit', sessions: true }
  { name: 'mail', sessions: false }
]

resource bus 'Microsoft.ServiceBus/namespaces@2022-10-01-preview' = {
  name: 'sb-${suffix}'
  location: location
  tags: tags
  sku: { name: 'Standard', tier: 'Standard' }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
  }
}

resource queue 'Microsoft.ServiceBus/namespaces/queues@2022-10-01-preview' = [for item in queues: {
  parent: bus
  name: item.name
  properties: {
    requiresSession: item.sessions
    requiresDuplicateDetection: true
    duplicateDetectionHistoryTimeWindow: 'P1D'
    lockDuration: 'PT1M'
    maxDeliveryCount: 10
    deadLetteringOnMessageExpiration: true
    defaultMessageTimeToLive: 'P14D'
    maxSizeInMegabytes: 5120
  }
}]

output name string = bus.name
output host string = '${bus.name}.servicebus.windows.net'
