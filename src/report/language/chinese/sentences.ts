import type { Catalogue } from '../translate.ts';

/** The verdict in one sentence, the reasons of objectives, and what the harness did. */
export const sentences = {
  'Pass: {text}.': '通过：{text}。',
  'Fail: {text}.': '未通过：{text}。',
  'Inconclusive: {text}.': '无法判定：{text}。',
  'Pass.': '通过。',
  'Fail.': '未通过。',
  'Inconclusive.': '无法判定。',
  // Reasons: a title and what came of it.
  '{text}: {text2}, target {target} ({text3})': '{text}：{text2}，目标 {target}（{text3}）',
  '{text} is {text2}, target {target}': '{text}为 {text2}，目标 {target}',
  '{text} is {text2}, target {target} ({text3})': '{text}为 {text2}，目标 {target}（{text3}）',
  '{text}: {text2}': '{text}：{text2}',
  // What users lived through.
  'the longest write outage that no objective covers was {text}': '没有目标覆盖的最长写中断为 {text}',
  '{n} of {n2} {stream} writes {text2} within {span} ({text})':
    '{n2} 次{stream}写入中有 {n} 次{text2}，历时 {span}（{text}）',
  '{n} of {n2} {stream} writes {text2} within {span}, to the end of the load ({text})':
    '{n2} 次{stream}写入中有 {n} 次{text2}，历时 {span}，直到负载结束（{text}）',
  '{n} of {n2} writes of the client {name} {text2} within {span} ({text})':
    '客户端 {name} 的 {n2} 次写入中有 {n} 次{text2}，历时 {span}（{text}）',
  '{n} of {n2} writes of the client {name} {text2} within {span}, to the end of the load ({text})':
    '客户端 {name} 的 {n2} 次写入中有 {n} 次{text2}，历时 {span}，直到负载结束（{text}）',
  'took longer than {span}': '耗时超过 {span}',
  'failed or took longer than {span}': '失败或耗时超过 {span}',
  '{text} ({stream}, {text2})': '{text}（{stream}，{text2}）',
  'in the phase {phase}, {text}': '{phase}阶段，{text}',
  'in the phase {phase}, before all faults': '{phase}阶段，所有故障之前',
  'in the phase {phase}, after {text}': '{phase}阶段，{text}之后',
  'before all faults': '所有故障之前',
  'in the phase {phase}, {span} before {text}': '{phase}阶段，{text}之前 {span}',
  'the recovery began': '恢复阶段开始',
  '{text}, the worst of {n} faults': '{text}（{n} 次故障中最差）',
  'any of {n} faults': '{n} 次故障中的任何一次',
  'writes were out for at least {span} after {text}, and back only after the harness {text2}':
    '{text}之后写入中断至少 {span}，直到演练工具{text2}之后才恢复',
  'writes were out for at least {span} after {text}, and back only after the harness {text2} ({text3})':
    '{text}之后写入中断至少 {span}，直到演练工具{text2}之后才恢复（{text3}）',
  'writes were not back for good {span} after {text}, when the load ended':
    '{text}之后 {span} 负载结束时，写入仍未稳定恢复',
  'writes were not back for good {span} after {text}, when the load ended ({text2})':
    '{text}之后 {span} 负载结束时，写入仍未稳定恢复（{text2}）',
  'no write outage after {text}': '{text}之后没有写中断',
  'writes failed {span} after {text}, and were back {span2} later':
    '{text}之后 {span} 写入失败，又过 {span2} 恢复',
  'writes failed {span} after {text}, and were back {span2} later ({text2})':
    '{text}之后 {span} 写入失败，又过 {span2} 恢复（{text2}）',
  'writes were back {span} after {text}': '{text}之后 {span} 写入恢复',
  'writes were back {span} after {text} ({text2})': '{text}之后 {span} 写入恢复（{text2}）',
  'none of {n} acknowledged writes was lost': '{n} 个已确认写入无一丢失',
  '{n} of {n2} acknowledged writes [is|are] missing on the final primary':
    '{n2} 个已确认写入中有 {n} 个在最终主库上缺失',
  '{n} of {n2} acknowledged writes [is|are] missing on the final primary ({n3} of them on another node)':
    '{n2} 个已确认写入中有 {n} 个在最终主库上缺失（其中 {n3} 个在其他节点上）',
  'redundancy was not back after {span}': '{span} 之后冗余仍未恢复',
  'redundancy was not back after {span} ({text})': '{span} 之后冗余仍未恢复（{text}）',
  'reads were led to nobody for {span}': '读请求有 {span} 没有被引向任何服务器',
  'reads were led to nobody for at least {span}, to the end':
    '读请求至少有 {span} 没有被引向任何服务器，直到结束',
  'redundancy was never lost': '冗余从未丧失',
  'full redundancy after {span}': '{span} 后完全恢复冗余',
  // Why writes were out for so long.
  'the group lost its majority: its members that were left could not commit':
    '组失去多数派：剩余成员无法提交',
  '{name} was promoted after {span}, but writes were never routed to it':
    '{name} 在 {span} 后被提升，但写入从未路由到它',
  'a replica was promoted after {span}, but writes were never routed to it':
    '一个从库在 {span} 后被提升，但写入从未路由到它',
  '{name} was promoted after {span}, but writes were never routed to it: {raw}':
    '{name} 在 {span} 后被提升，但写入从未路由到它：{raw}',
  'the manager refused to fail over: {raw}': '管理器拒绝故障切换：{raw}',
  'nobody could fail over: {name} was dead': '无法故障切换：{name} 已死',
  'the failure was detected, but nobody was promoted': '故障已被检测到，但没有节点被提升',
  'nobody failed over': '没有谁执行故障切换',
  '{span} of it until {text}': '其中 {span} 用于等待：{text}',
  // What the harness did.
  'started {name} again': '重新启动了 {name}',
  'started a service again': '重新启动了一个服务',
  'acted ({raw})': '采取了操作（{raw}）',
  'healed {text}': '解除了 {text}',
  '{text}, as its step says': '{text}（按其步骤所写）',
  'the harness {text}': '演练工具{text}',
  'after the harness {text}': '演练工具{text}之后',
  '{phase}, after the harness {text}': '{phase}阶段，演练工具{text}之后',
  'in the phase {phase}, after the harness {text}': '{phase}阶段，演练工具{text}之后',
  // Reasons of objectives.
  '{text} above the target': '比目标高 {text}',
  '{text} below the target': '比目标低 {text}',
  'exactly the target': '恰好等于目标',
  'the true value may be larger: {text}': '真实值可能更大：{text}',
  'the distance is less than the resolution of {text}': '差距小于分辨率 {text}',
  '{text}; but {text2}': '{text}；但{text2}',
  'not measured: no fault of the class {text} was proved': '未测得：没有属于类别 {text} 的故障被证实',
  'not measured: none of its faults has a time zero': '未测得：其故障都没有零时刻',
  'users were out for longer than the target of the RTO ({span}), at another time':
    '用户在其他时间的中断比 RTO 目标（{span}）更长',
  'less than {span}: told, and no more': '短于 {span}：仅告知，不参与判定',
  '{n} more of them': '另有 {n} 次',
  'no objective says how long users may be out then: write-outage-{stream} does':
    '没有目标规定此时用户可中断多久：可用 write-outage-{stream} 设定',
  'some users were out for longer than the target of the RTO ({span})':
    '部分用户的中断比 RTO 目标（{span}）更长',
  'over within the target of the RTO: told, and no more': '在 RTO 目标时间内结束：仅告知，不参与判定',
  'no objective says how many writes may fail or be late then: availability-{stream} does':
    '没有目标规定此时可有多少写入失败或过慢：可用 availability-{stream} 设定',
  '{raw}: expected a target such as "{raw2}", found "{raw3}"': '{raw}：应为形如“{raw2}”的目标，实为“{raw3}”',
  // Phases, and what ends them.
  'the first service write that failed': '首个失败的服务写入',
  'the first acknowledged write of a stable window': '稳定窗口中的首个确认写入',
  'latency is below twice that of the baseline': '延迟低于基线的两倍',
  'every look from then on says that redundancy is full': '此后每次检查都表明冗余完整',
  'the manager counts the primary as dead': '管理器认定主库已死',
  'the manager counts the primary as dead ({names})': '管理器认定主库已死（{names}）',
  'the manager chose whom to promote': '管理器选定提升对象',
  'the manager chose whom to promote ({names})': '管理器选定提升对象（{names}）',
  'a replica has applied all it received and accepts writes': '从库已应用收到的全部事务并接受写入',
  'a replica has applied all it received and accepts writes ({names})':
    '从库已应用收到的全部事务并接受写入（{names}）',
  'the proxy sends writes to the new primary': '代理把写入发往新主库',
  'the proxy sends writes to the new primary ({names})': '代理把写入发往新主库（{names}）',
  'the transaction to undo is found in the archive': '在归档中找到要撤销的事务',
  'the transaction to undo is found in the archive ({names})': '在归档中找到要撤销的事务（{names}）',
  'the full backup is loaded': '全量备份已加载',
  'the full backup is loaded ({names})': '全量备份已加载（{names}）',
  'the binary logs after it are replayed': '其后的 binlog 已回放',
  'the binary logs after it are replayed ({names})': '其后的 binlog 已回放（{names}）',
  'the cluster is formed anew around the restored data': '围绕恢复的数据重新组成集群',
  'the cluster is formed anew around the restored data ({names})': '围绕恢复的数据重新组成集群（{names}）',
  'seen in samples: {text}': '由采样观察到：{text}',
  'said when asked: {raw} (heard up to {span} later)': '询问时得知：{raw}（至多晚 {span} 得知）',
  'said when asked: {raw} (heard an unknown time later)': '询问时得知：{raw}（晚多久得知未知）',
  '{name} is elected, and applies what it has received': '{name} 当选，正在应用收到的事务',
  'another member is elected': '另一成员当选',
  '{name} is seen to accept writes': '观察到 {name} 接受写入',
  '{names} and most of its group no longer reach {name}': '{names} 及其组内多数成员不再能连到 {name}',
} as const satisfies Catalogue;
