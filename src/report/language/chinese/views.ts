import type { Catalogue } from '../translate.ts';

/** What the views of a report say: tiles, facts, tables and what stands under them. */
export const views = {
  PASS: '通过',
  FAIL: '未通过',
  INCONCLUSIVE: '无法判定',
  MET: '达标',
  BREACHED: '超标',
  'NOT MEASURED': '未测得',
  'PASS: {raw} on {raw2}': '通过：{raw}（拓扑 {raw2}）',
  'FAIL: {raw} on {raw2}': '未通过：{raw}（拓扑 {raw2}）',
  'INCONCLUSIVE: {raw} on {raw2}': '无法判定：{raw}（拓扑 {raw2}）',
  // Facts and tiles.
  Fault: '故障',
  Started: '开始时间',
  'not recorded': '未记录',
  'none was injected': '没有注入故障',
  'then {text}': '然后 {text}',
  'RTO, service': 'RTO（服务）',
  'RTO, application': 'RTO（应用）',
  'Acknowledged writes missing': '缺失的已确认写入',
  'no target': '无目标',
  'target {target}': '目标 {target}',
  'resolution {text}': '分辨率 {text}',
  'no target · {text}': '无目标 · {text}',
  'target {target} · {text}': '目标 {target} · {text}',
  'not measured': '未测得',
  'at least {text}': '至少 {text}',
  none: '无',
  '{n} [row|rows]': '{n} 行',
  // Warnings.
  'The drill was interrupted. This report holds what was recorded until then.':
    '演练被中断。本报告包含截至当时的记录。',
  'The drill was interrupted: {raw}. This report holds what was recorded until then.':
    '演练被中断：{raw}。本报告包含截至当时的记录。',
  'The drill broke off. This report holds what was recorded until then.':
    '演练中途中止。本报告包含截至当时的记录。',
  'The drill broke off: {raw}. This report holds what was recorded until then.':
    '演练中途中止：{raw}。本报告包含截至当时的记录。',
  'The harness was killed during the drill. This report holds what was recorded until then.':
    '演练期间演练工具被杀死。本报告包含截至当时的记录。',
  'No fault was proved in force: there is no time zero, and times count from the start of the drill.':
    '没有故障被证实生效：没有零时刻，时间从演练开始算起。',
  'A part of the record is damaged: {raw}': '记录有一部分已损坏：{raw}',
  // Classes.
  'neither the scenario nor the policy has a target for it': '场景与策略都没有为此设定目标',
  // Data.
  Lost: '丢失',
  Stranded: '滞留',
  'Oldest lost or stranded': '最早丢失或滞留的写入',
  'Unknown, present': '结果未知，存在',
  'Unknown, changed': '结果未知，被改动',
  'Unknown, absent': '结果未知，不存在',
  'writes whose success the clients were told': '已向客户端报告成功的写入',
  'acknowledged, and on no node: gone': '已确认，但任何节点上都没有：已丢失',
  'acknowledged, not on the final primary, but on another node: recoverable by hand':
    '已确认，不在最终主库上，但在其他节点上：可人工找回',
  'how far back the loss reaches': '丢失可追溯到多早',
  'never acknowledged, and on the final primary': '从未确认，但存在于最终主库',
  'never acknowledged, and on the final primary with a value that nobody wrote':
    '从未确认，而最终主库上是无人写过的值',
  'never acknowledged, and not there: no loss': '从未确认，也不存在：不算丢失',
  'acknowledged at {span}': '确认于 {span}',
  'not over at the end': '结束时仍未恢复',
  // When an outage began.
  '{phase}, {text}': '{phase}阶段，{text}',
  '{phase}, after {text}': '{phase}阶段，{text}之后',
  'after {text}': '{text}之后',
  // The client's share.
  'The client’s own share was not measured.': '客户端自身的份额未测得。',
  'The client added nothing that can be told from zero (resolution {span}): the application wrote again when the service was there.':
    '客户端没有增加可与零区分的时间（分辨率 {span}）：服务恢复时应用即恢复写入。',
  'The client’s own share of the application’s RTO is {text} (resolution {span}): what its pool and driver added to the service’s RTO.':
    '应用 RTO 中客户端自身的份额为 {text}（分辨率 {span}）：即其连接池和驱动在服务 RTO 之上增加的时间。',
  // What the settings promise.
  'Worked out from the settings that were found before anything was broken, and counted from the fault; what was measured counts from time zero, when the fault was proved. A measured time outside of the range says that something else than these settings made it; the verdict does not depend on it.':
    '由故障前读到的配置推算，从故障起计；实测则从零时刻（故障被证实生效）起计。实测超出范围说明另有原因；结论不依赖于此。',
  'the server crashes': '服务器崩溃',
  'its machine goes silent': '所在机器失去响应',
  'not known': '未知',
  never: '从不',
  'no phase ends with it': '没有阶段以此结束',
  '{text} (within)': '{text}（范围内）',
  '{text} (sooner)': '{text}（更早）',
  '{text} (later)': '{text}（更晚）',
  'the manager calls the primary dead': '管理器判定主库已死',
  'the promotion and the routing, which the manager does itself': '管理器自行执行的提升与路由切换',
  'Orchestrator calls the primary dead': 'Orchestrator 判定主库已死',
  'catching up, hooks and the promotion come after it': '其后还有追赶日志、钩子脚本和提升',
  'its analysis, every 1 s': '其分析，每 1 s 一次',
  'no replica was asked': '没有询问任何从库',
  'keepalived moves the address': 'keepalived 漂移地址',
  'what its notify script does': '其 notify 脚本所做的事',
  'up to 1 s by priority': '按优先级至多 1 s',
  'no script asks the server: never': '没有脚本检查服务器：永不',
  'the group expels it and elects': '组将其驱逐并选主',
  'election, and what the new primary has still to apply': '选主，以及新主库尚待应用的事务',
  'no member was asked': '没有询问任何成员',
  '5 s until a member is suspected': '5 s 后成员被怀疑失联',
  '{raw} are not set': '未设置 {raw}',
  'HAProxy takes the old primary out': 'HAProxy 摘除旧主库',
  'how long the script itself takes': '脚本自身的耗时',
  'writes work again, with HAProxy': '经 HAProxy 恢复写入',
  'the detection above': '上述检测',
  'without the promotion itself': '不含提升本身',
  'ProxySQL takes the old primary out': 'ProxySQL 摘除旧主库',
  'errors of queries may take it out sooner': '查询报错可能使其更早被摘除',
  'its settings are not understood': '其配置无法理解',
  'nobody fails over': '没有谁执行故障切换',
  'until a person does': '直到有人介入',
  '{raw} sees it': '{raw} 察觉到',
  // Clients side by side.
  'probes on fresh connections, with a hard deadline': '新建连接的探测，有严格的截止时间',
  'a pool of mysql2 on the write endpoint, with ordinary settings': '写入端点上的 mysql2 连接池，普通配置',
  'as by default': '与默认相同',
  'never ({text})': '从未（{text}）',
  // Other.
  '{n} more are in events.ndjson.gz': '另有 {n} 条在 events.ndjson.gz 中',
} as const satisfies Catalogue;
