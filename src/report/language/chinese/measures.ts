import type { Catalogue } from '../translate.ts';

/** How measures were taken, or why they were not. */
export const measures = {
  'not measured: {text}': '未测得：{text}',
  'no fault has a time zero': '没有故障具有零时刻',
  // RTO.
  '{text}; resolution {text2}': '{text}；分辨率 {text2}',
  'the worst of {n} faults: {text}': '{n} 次故障中最差：{text}',
  'time zero to the first acknowledged write of a stable window': '从零时刻到稳定窗口中的首个确认写入',
  'resolution {span}': '分辨率 {span}',
  '{span} (time zero {span2}, first acknowledgement {span3})': '{span}（零时刻 {span2}，首个确认 {span3}）',
  '{span} (its beginning {span2}, first acknowledgement {span3})': '{span}（起点 {span2}，首个确认 {span3}）',
  'the cluster did not end it by itself: {text}': '集群没有自行结束中断：{text}',
  'after {span} the harness {text}, and writes came back {span2} later':
    '{span} 后演练工具{text}，又过 {span2} 写入恢复',
  'after {span} the harness {text}, and writes were not back then either':
    '{span} 后演练工具{text}，此时写入仍未恢复',
  'not over when the load ended: no stable window of {span} was seen, observed for {span2}':
    '负载结束时仍未结束：未见 {span} 的稳定窗口，共观察 {span2}',
  'writes were stable at first; it counts from the last acknowledgement before they failed, {span} after time zero, to the first acknowledged write of a stable window':
    '起初写入稳定；从失败前的最后一次确认（零时刻之后 {span}）起计，到稳定窗口中的首个确认写入',
  'no write outage: the first write after time zero that began a stable window was acknowledged after {span}':
    '没有写中断：零时刻之后开启稳定窗口的首个写入在 {span} 后被确认',
  'the {stream} stream has no writes': '{stream}流没有写入',
  'the client {name} has no writes': '客户端 {name} 没有写入',
  'the load ended before time zero': '负载在零时刻之前结束',
  'none of its writes was acknowledged before the fault': '故障前其写入无一被确认',
  // Write outages.
  'no write outage': '没有写中断',
  '{n} write [outage|outages]': '{n} 次写中断',
  'gaps up to {span} (up to {span2} away from a fault) are not told from noise':
    '不超过 {span} 的间隙（远离故障时不超过 {span2}）与噪声无法区分',
  '{span} (the error of the outage: {span2})': '{span}（该次中断的误差：{span2}）',
  '{span} (the errors of {n} outages, in sum: {span2})': '{span}（{n} 次中断的误差合计：{span2}）',
  '{span} (a shorter outage is not told from noise)': '{span}（更短的中断与噪声无法区分）',
  '{n} of them began during the recovery and are in no RTO': '其中 {n} 次始于恢复阶段，不计入任何 RTO',
  // Loss.
  'all {n} acknowledged writes looked up on {name}: {n2} lost, {n3} stranded':
    '全部 {n} 个已确认写入在 {name} 上逐一查找：丢失 {n2}，滞留 {n3}',
  'counted exactly': '精确计数',
  'no acknowledged write is missing': '没有缺失的已确认写入',
  'no write was acknowledged': '没有写入被确认',
  'writes are missing, but no fault has a time zero': '有写入缺失，但没有故障具有零时刻',
  'time zero at {span}, the oldest missing write acknowledged at {span2}':
    '零时刻为 {span}，最早缺失的写入确认于 {span2}',
  'after the last time zero, the newest missing write acknowledged at {span}, the oldest missing write acknowledged at {span2}':
    '最后一个零时刻之后，最晚缺失的写入确认于 {span}，最早缺失的写入确认于 {span2}',
  'no final state was recorded': '没有记录最终状态',
  'no node accepted writes at the end': '结束时没有节点接受写入',
  'several nodes accepted writes at the end: {names}': '结束时有多个节点接受写入：{names}',
  'the final state of {name} was read at {span}, before the last write ended at {span2}':
    '{name} 的最终状态读于 {span}，早于最后一个写入结束（{span2}）',
  'the final state of {name} was read at {span}, before {name2} at {span2}':
    '{name} 的最终状态读于 {span}，早于 {name2}（{span2}）',
  // Availability, rates, memory.
  '{n} of {n2} writes that were due after time zero acknowledged within {span}':
    '零时刻之后应发出的 {n2} 个写入中，{n} 个在 {span} 内被确认',
  'no write was due after time zero': '零时刻之后没有应发出的写入',
  '{n} of {n2} writes that were due in {span} acknowledged': '{span} 内应发出的 {n2} 个写入中，{n} 个被确认',
  'no more were offered': '没有发起更多',
  'no baseline was watched': '没有观察基线',
  'anonymous memory: {raw}': '匿名内存：{raw}',
  'the record does not tell': '记录中没有',
  // Redundancy.
  'never lost: each of {n} looks from time zero to the end says so':
    '从未丧失：从零时刻到结束的 {n} 次检查均如此',
  'every look from {span} after time zero to the end says so': '零时刻之后 {span} 起直到结束的每次检查均如此',
  'the last that did not: {text}': '最后一次不满足：{text}',
  'not restored: {text}': '未恢复：{text}',
  'resolution: one look ({span})': '分辨率：一次检查（{span}）',
  'resolution: one look, period unknown': '分辨率：一次检查，周期未知',
  'manager and proxy were not looked at in this record: it is about the nodes only':
    '本记录未检查管理器和代理：仅针对节点',
  'the harness said that it was back, but {text}': '演练工具称已恢复，但{text}',
  'and before: {raw}': '此前：{raw}',
  'the record ends before the last word of the recovery': '记录在恢复阶段的最终结论之前结束',
  'the looks say that it is back from {span} on, but the last word of the recovery was: {raw}':
    '检查表明从 {span} 起已恢复，但恢复阶段的最终结论是：{raw}',
  'the record does not tell the kind of replication': '记录没有说明复制类型',
  '{name}: nothing tells that it was asked until the end': '{name}：没有表明直到结束都询问过它',
  '{name}: not asked since the last act, at {span}': '{name}：自最后一次操作（{span}）以来未被询问',
  '{name}: not asked for the last {span}': '{name}：最近 {span} 未被询问',
  '{name}: not asked long enough to tell whether it has what {name2} has, and nothing else':
    '{name}：询问时间不足，无法判断它是否与 {name2} 完全一致',
  '{name}: has {n} [transaction|transactions] ({raw}), which {name2} lacks: errant':
    '{name}：有 {n} 个 {name2} 没有的事务（{raw}）：errant 事务',
  '{name}: lacks {n} [transaction|transactions] ({raw}), which {name2} had {span} before':
    '{name}：缺少 {n} 个事务（{raw}），{name2} 在 {span} 前已有',
  '{name}: lost {n} [transaction|transactions] ({raw}) of its own, which {name2} has: it is behind for good, since a server skips what carries its own server_id':
    '{name}：丢失了自己的 {n} 个事务（{raw}），而 {name2} 有：它将永久落后，因为服务器会跳过带有自身 server_id 的事务',
  'a replica acknowledges': '有从库确认',
  '{n} of {n2} replicas acknowledge': '{n2} 个从库中有 {n} 个参与半同步确认',
  'the semisync plugins are not loaded': '半同步插件未加载',
  'semisync is not in force': '半同步未生效',
  'does not acknowledge (semisync inactive)': '不确认（半同步未激活）',
  'acknowledges, expected a delayed replica that does not': '参与确认，而应为不确认的延迟从库',
  'waits for acknowledgements, expected not to': '在等待确认，而本不应等待',
  'read-only, expected a writable primary': '只读，应为可写主库',
  'writable, expected a read-only replica': '可写，应为只读从库',
  'writable, expected a read-only secondary': '可写，应为只读的 secondary',
  'read-only, expected a member that accepts writes': '只读，应为接受写入的成员',
  'cannot catch up: error 1236: the logs it needs were purged': '无法追上：错误 1236：所需日志已被清除',
  'receiver is {raw}': '接收线程状态为 {raw}',
  'applier is off': '应用线程已停止',
  'is not set up as a member of a group': '未配置为组成员',
  'is {raw} in its group, expected ONLINE': '在组内为 {raw}，应为 ONLINE',
  'is {raw} while it is the {raw2}': '为 {raw}，而它是 {raw2}',
  'reaches no majority of its group': '连不到组内多数派',
  'sees {n} of {n2} members online': '看到 {n2} 个成员中 {n} 个在线',
  'its group has a single primary, expected otherwise': '其组为单主模式，与预期不符',
  'its group has many primaries, expected otherwise': '其组为多主模式，与预期不符',
  'not asked yet': '尚未询问',
  'is dead or out of reach: {raw}': '已死或不可达：{raw}',
  'no service of the failover tool acts': '故障切换工具没有任何服务在工作',
  'is {raw}, expected watching': '状态为 {raw}，而非在监视',
  'knows no primary': '不知道主库',
  'holds {name} for the primary, which does not accept writes': '以 {name} 为主库，而它不接受写入',
  'reports a problem: {raw}': '报告问题：{raw}',
  'gets no answer from {names}': '得不到 {names} 的应答',
  'says not to whom it leads': '没有说明通向谁',
  'leads writes to {raw}, which does not accept them': '把写入引向 {raw}，而它不接受写入',
  'leads reads to nobody: {raw}': '没有把读引向任何服务器：{raw}',
  'each look at the read endpoint was led to a server': '每次查看读入口都通向某个服务器',
  '{name} led reads to nobody from {span} to {span2}': '{name} 从 {span} 到 {span2} 没有把读引向任何服务器',
  'gets no answer': '没有应答',
  'does not answer': '没有应答',
  // Restore, backups, failovers, staleness.
  'from time zero until {text}': '从零时刻直到{text}',
  '{name} accepts writes on the restored data': '{name} 在恢复的数据上接受写入',
  'the record ends before the data was restored': '记录在数据恢复之前结束',
  'the backups were not judged': '备份未被判定',
  'no node was sampled': '没有节点被采样',
  'times that samples show another node to accept writes': '采样显示由另一节点接受写入的次数',
  'the record has no event of the failover manager': '记录中没有故障切换管理器的事件',
  'events failover-completed of the failover manager': '故障切换管理器的 failover-completed 事件数',
  'promotions by the failover manager, of which it completed {n}':
    '故障切换管理器的提升次数，其中完成 {n} 次',
  'no read, or no write, was acknowledged': '没有读取或写入被确认',
  'the greatest of {n} answered [read|reads] of {n2}: {n3} [was|were] surely stale, p99 {span}':
    '{n2} 次读取中已应答的 {n} 次的最大值：{n3} 次肯定陈旧，p99 {span}',
  'the stalest was sent at {span} and returned no row of row {name}':
    '最陈旧的一次发出于 {span}，对行 {name} 没有返回任何行',
  'the stalest was sent at {span} and returned version {n} of row {name}':
    '最陈旧的一次发出于 {span}，返回了行 {name} 的版本 {n}',
} as const satisfies Catalogue;
