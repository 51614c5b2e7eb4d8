/** Settings of Orchestrator by which it detects and recovers (go/config/config.go). */
const ofFailover = new Set(
  `InstancePollSeconds DiscoveryMaxConcurrency DiscoveryQueueCapacity UnseenInstanceForgetHours
  InstanceBulkOperationsWaitTimeoutSeconds MySQLConnectTimeoutSeconds MySQLDiscoveryReadTimeoutSeconds
  MySQLTopologyReadTimeoutSeconds MySQLConnectionLifetimeSeconds MySQLTopologyMaxPoolConnections
  ReasonableReplicationLagSeconds ReasonableMaintenanceReplicationLagSeconds SkipMaxScaleCheck
  CandidateInstanceExpireMinutes RecoveryPeriodBlockSeconds RecoveryPeriodBlockMinutes
  FailureDetectionPeriodBlockMinutes ApplyMySQLPromotionAfterMasterFailover PreventCrossDataCenterMasterFailover
  PreventCrossRegionMasterFailover MasterFailoverDetachReplicaMasterHost MasterFailoverDetachSlaveMasterHost
  MasterFailoverLostInstancesDowntimeMinutes DetachLostReplicasAfterMasterFailover
  DetachLostSlavesAfterMasterFailover DelayMasterPromotionIfSQLThreadNotUpToDate
  FailMasterPromotionIfSQLThreadNotUpToDate FailMasterPromotionOnLagMinutes PostponeReplicaRecoveryOnLagMinutes
  PostponeSlaveRecoveryOnLagMinutes CoMasterRecoveryMustPromoteOtherCoMaster UseSuperReadOnly
  RecoverNonWriteableMaster RecoverLockedSemiSyncMaster EnforceExactSemiSyncReplicas
  ReasonableLockedSemiSyncMasterSeconds ReasonableStaleBinlogCoordinatesSeconds VerifyReplicationFilters
  BufferInstanceWrites InstanceWriteBufferSize InstanceFlushIntervalMilliseconds ReadOnly
  AutoPseudoGTID DelayedPromotion`.split(/\s+/),
);

/** Names of clusters by which it is said what is recovered. */
const byCluster = /^Recover(Intermediate)?MasterClusterFilters$/;

/** Settings that are theirs also where they say nothing: Orchestrator has a default of its own then. */
export function isOfFailover(name: string): boolean {
  return ofFailover.has(name) || byCluster.test(name);
}

const others: readonly [RegExp, string][] = [
  [/Processes$/, 'programs of your machine: the hooks of the topology lead clients to the new primary'],
  [
    /(User|Password|Credentials?|CredentialsConfigFile|SSL.*|TLS.*|UseMutualTLS)$/,
    'accounts and certificates are those of the cluster',
  ],
  [
    /^(Backend.*|SQLite.*|MySQLOrchestrator.*|Raft.*|DefaultRaft.*|.*DataDir)$/,
    'one Orchestrator with a database of its own runs here',
  ],
  [/(Hostname|HostNameFilters?|HostnameFilters)/i, 'servers have other names here'],
  [/(Pattern|Query)$/, 'it asks for names and tables that the servers here do not have'],
  [
    /^(Consul|Zk|KV|Graphite|Statsd|AccessToken|Prometheus|ProxySQL)/,
    'there is no such service beside it here',
  ],
  [
    /^(Listen|HTTP|Status|Agent|Agents|URLPrefix|Web|Serve|Auth|OAuth|PowerAuth|Pprof)/i,
    'ha-drill asks it at an address of its own',
  ],
];

/** What becomes of a setting: it stays, is another one, or that of the topology (which may be none). */
export function fateOfKey(
  name: string,
  value: unknown,
): 'stays' | { readonly used: unknown; readonly why: string } | { readonly why: string } {
  if (ofFailover.has(name)) return 'stays';
  if (byCluster.test(name)) {
    const filters = Array.isArray(value) ? value.map(String) : [];
    // An empty list means that it recovers nothing: that is a decision.
    if (filters.length === 0 || filters.some((one) => one === '*' || one === '.*')) return 'stays';
    return { used: ['*'], why: 'the cluster has another name here' };
  }
  const rule = others.find(([names]) => names.test(name));
  return { why: rule?.[1] ?? 'it is not about detection or recovery' };
}
