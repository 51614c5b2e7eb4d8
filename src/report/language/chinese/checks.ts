import type { Catalogue } from '../translate.ts';

/** The titles of checks and what they found. */
export const checks = {
  'nothing to compare with: {text}': '没有可比对象：{text}',
  'no final state of {names}': '没有 {names} 的最终状态',
  // no-acknowledged-write-lost
  'Every acknowledged write is on the final primary': '每个已确认写入都在最终主库上',
  'not all acknowledged writes are known: {raw}': '并非所有已确认写入都已知：{raw}',
  'none of {n} acknowledged [write|writes] is missing': '{n} 个已确认写入无一缺失',
  '{n} of {n2} acknowledged [write|writes] [is|are] missing on the final primary: {n3} lost, {n4} stranded on another node, first {text}':
    '{n2} 个已确认写入中有 {n} 个在最终主库上缺失：{n3} 个丢失，{n4} 个滞留在其他节点，首个为 {text}',
  'writer {n} sequence {n2} ({stream}), acknowledged at {span}: lost':
    'writer {n} sequence {n2}（{stream}），确认于 {span}：已丢失',
  'writer {n} sequence {n2} ({stream}), acknowledged at {span}: changed on the final primary':
    'writer {n} sequence {n2}（{stream}），确认于 {span}：在最终主库上被改动',
  'writer {n} sequence {n2} ({stream}), acknowledged at {span}: stranded on another node':
    'writer {n} sequence {n2}（{stream}），确认于 {span}：滞留在其他节点',
  // no-failed-write-present
  'No write that surely failed is present on any node': '肯定失败的写入不在任何节点上',
  'the record has no operations': '记录中没有操作',
  '{n} of {n2} failed [write|writes] present: {raw}': '{n2} 个失败的写入中有 {n} 个存在：{raw}',
  'a failed write may be there unseen: {raw}': '可能有未被发现的失败写入存在：{raw}',
  'none of {n} failed [write|writes] is present': '{n} 个失败的写入均不存在',
  // no-unwritten-rows
  'Every row was written by a client, and is as it was written': '每一行都由客户端写入，且与写入时一致',
  'the history cannot explain the rows: {raw}': '历史无法解释这些行：{raw}',
  'there are no rows to look up': '没有可查找的行',
  'all {n} [row|rows] of {names} were written by a client': '{names} 的全部 {n} 行均由客户端写入',
  '{n} [row|rows] that nobody wrote [is|are] there: {raw}': '存在 {n} 行无人写过的数据：{raw}',
  '{n} [row|rows] [has|have] a value that nobody wrote: {raw}': '{n} 行的值无人写过：{raw}',
  '{n} [row|rows] [is|are] by a server which is none of the cluster: {raw}':
    '{n} 行来自不属于本集群的服务器：{raw}',
  // counters-match-rows
  'The counters of the workload agree with its rows on every node': '每个节点上工作负载的计数器与行数一致',
  '{n} [counter does|counters do] not agree with the rows: {raw}': '{n} 个计数器与行数不符：{raw}',
  'no counters were read on {names}': '{names} 上没有读到计数器',
  'there are no rows to count': '没有可计数的行',
  '{n} [counter|counters] of {names} agree with the rows there': '{names} 的 {n} 个计数器与当地行数一致',
  // nodes-equal-primary
  'Every node has the same rows as the primary': '每个节点的行都与主库相同',
  'there are no rows to compare': '没有可比较的行',
  '{names}: the same {n} [row|rows] as {name}': '{names}：与 {name} 相同的 {n} 行',
  '{names}: the same {n} [row|rows] as {name}; {n2} [row|rows] not as written, alike on all nodes':
    '{names}：与 {name} 相同的 {n} 行；其中 {n2} 行与写入时不同，所有节点一致',
  '{names}: the same {n} [row|rows] and {n2} [counter|counters] as {name}':
    '{names}：与 {name} 相同的 {n} 行和 {n2} 个计数器',
  '{text} ({raw})': '{text}（{raw}）',
  '{text} (first: {raw})': '{text}（首个：{raw}）',
  '{name}: {text}: {text2} (first: {raw})': '{name}：{text}：{text2}（首个：{raw}）',
  '{name}: {text}: {text2} ({raw})': '{name}：{text}：{text2}（{raw}）',
  '{n} missing': '缺失 {n} 行',
  '{n} extra': '多出 {n} 行',
  '{n} different': '{n} 行不同',
  '{n} [row|rows] of other tables different': '其他表有 {n} 行不同',
  'other rows, and no transactions to compare': '行不同，且没有可比较的事务',
  'diverged (the same transactions, other rows)': '数据分叉（事务相同，行不同）',
  'diverged (more differs than that explains)': '数据分叉（差异多于上述原因所能解释）',
  'behind by {n} [transaction|transactions] ({raw}; {raw2})': '落后 {n} 个事务（{raw}；{raw2}）',
  'ahead by {n} [transaction|transactions] that the primary lacks ({raw})':
    '领先 {n} 个主库没有的事务（{raw}）',
  // no-errant-transactions
  'No node has transactions that the primary lacks': '没有节点拥有主库缺少的事务（errant 事务）',
  '{n} [node has|nodes have] errant transactions': '{n} 个节点存在 errant 事务',
  'there is no other node to compare with': '没有其他节点可比较',
  '{name} has executed no transactions': '{name} 没有执行过任何事务',
  '{names}: nothing that {name} lacks, of {n} [transaction|transactions]':
    '{names}：没有 {name} 缺少的事务，共 {n} 个事务',
  // single-writable-primary
  'Never did two nodes accept writes at the same time': '从未有两个节点同时接受写入（无脑裂）',
  'several final states accept writes, but {text}': '有多个最终状态接受写入，但{text}',
  'no node was ever seen writable': '从未观察到任何节点可写',
  '{n} samples of {n2} nodes: one writable node at a time; acknowledged writes changed servers {n3} [time|times]':
    '{n2} 个节点的 {n} 次采样：同一时刻只有一个可写节点；已确认写入更换服务器 {n3} 次',
  '{name} and {name2} were both writable from {span} to {span2}':
    '从 {span} 到 {span2}，{name} 与 {name2} 同时可写（脑裂）',
  '{name} and {name2} were both writable from {span} to {span2}{raw}':
    '从 {span} 到 {span2}，{name} 与 {name2} 同时可写（脑裂）{raw}',
  '{name} and {name2} both took themselves for writable from {span} to {span2}; {name3} acknowledged nothing in that time':
    '从 {span} 到 {span2}，{name} 与 {name2} 都自认可写；{name3} 在此期间没有确认任何写入',
  '{name} executed {n} acknowledged [write|writes] from {span} to {span2}, while {name2} was writable':
    '{name} 从 {span} 到 {span2} 执行了 {n} 个已确认写入，而同时 {name2} 可写',
  'servers that executed acknowledged writes changed {n} [time|times], where {n2} [is|are] explained: two accepted writes at the same time':
    '执行已确认写入的服务器更换了 {n} 次，其中仅 {n2} 次有解释：两个节点同时接受了写入（脑裂）',
  'there was no load': '没有负载',
  '{name} never answered a sample': '{name} 从未应答采样',
  '{name} was not sampled for {span}': '{name} 有 {span} 未被采样',
  // semisync-never-degraded
  'Writes were never acknowledged without a replica that had them':
    '从未有写入在没有从库持有时被确认（半同步未降级）',
  'semisync was not in force while writes were acknowledged ({n} [finding|findings])':
    '写入被确认时半同步未生效（{n} 处）',
  'no sample tells of semisync on a writable node': '没有采样说明可写节点上的半同步状态',
  '{n} [sample|samples] of writable nodes told nothing of semisync': '可写节点的 {n} 次采样没有半同步信息',
  'semisync may have been off while writes were acknowledged': '写入被确认时半同步可能已关闭',
  'in all {n} [sample|samples] of writable nodes no commit went without an acknowledgement':
    '可写节点的全部 {n} 次采样中，没有未经从库确认的提交',
  'in all {n} [sample|samples] of writable nodes no commit went without an acknowledgement, apart from {span} to {span2}, when an operator let {name} commit alone':
    '可写节点的全部 {n} 次采样中，没有未经从库确认的提交；{span} 到 {span2} 除外，当时操作员让 {name} 单独提交',
  'in all {n} [sample|samples] of writable nodes no commit went without an acknowledgement, apart from {span} to the end, when an operator let {name} commit alone':
    '可写节点的全部 {n} 次采样中，没有未经从库确认的提交；{span} 到结束除外，当时操作员让 {name} 单独提交',
  '{name} was not sampled, and acknowledged {n} [write|writes] in that time':
    '{name} 未被采样，而在此期间确认了 {n} 个写入',
  '{name} was not sampled from {span} to {span2}, and acknowledged {n} [write|writes] in that time':
    '{name} 从 {span} 到 {span2} 未被采样，而在此期间确认了 {n} 个写入',
} as const satisfies Catalogue;
