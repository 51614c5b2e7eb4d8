import type { Catalogue } from '../translate.ts';

/** Why a record proves nothing, or is not whole. */
export const validity = {
  'the drill never ended: the harness was killed': '演练从未结束：演练工具被杀死',
  'the drill was interrupted': '演练被中断',
  'the drill was interrupted: {raw}': '演练被中断：{raw}',
  'the drill failed': '演练失败',
  'the drill failed: {raw}': '演练失败：{raw}',
  'no final state of any node was recorded': '没有记录任何节点的最终状态',
  'step {n} ({fault}) was never injected': '步骤 {n}（{fault}）从未注入',
  'step {n} ({fault}) was never injected: {raw}': '步骤 {n}（{fault}）从未注入：{raw}',
  'step {n} ({fault}) was injected {n2} of {n3} times': '步骤 {n}（{fault}）应注入 {n3} 次，实际 {n2} 次',
  'step {n} ({fault}) was injected {n2} of {n3} times: {raw}':
    '步骤 {n}（{fault}）应注入 {n3} 次，实际 {n2} 次：{raw}',
  '{fault} of {names} was not proved: {raw}': '{names} {fault}未被证实生效：{raw}',
  'only {n} {stream} writes were due after time zero': '零时刻之后应发出的{stream}写入只有 {n} 个',
  'no {stream} write was started from {span} to {span2}: nobody knows whether users were out':
    '从 {span} 到 {span2} 没有发起{stream}写入：无从得知用户是否中断',
  'nothing tells that the load was steady before the fault': '没有任何记录表明故障前负载稳定',
  'the load was not steady before the fault ({text})': '故障前负载不稳定（{text}）',
  'the load was watched until {span}, and the first fault was injected at {span2}':
    '负载观察至 {span}，而首个故障注入于 {span2}',
  'no {stream} write was acknowledged for {span}': '{span} 内没有{stream}写入被确认',
  'no {stream} write ended': '没有{stream}写入结束',
  '{n} of {n2} {stream} writes failed': '{n2} 个{stream}写入中有 {n} 个失败',
  'p99 latency of {stream} writes {span}, limit {span2}': '{stream}写入的 p99 延迟为 {span}，上限 {span2}',
  '{stream}: {n} [write|writes], {n2} failed, p99 {span}': '{stream}：{n} 个写入，{n2} 个失败，p99 {span}',
  'steady ({text})': '稳定（{text}）',
  'not steady: {text}': '不稳定：{text}',
  '{name} did not answer': '{name} 没有应答',
  '{name} accepted writes in {n} of {n2} [sample|samples]': '{n2} 次采样中 {name} 有 {n} 次接受写入',
  'the harness itself stood still for {span} of these {span2}: its control probe, in which no server has a part, got no answer':
    '在这 {span2} 中演练工具自身停顿了 {span}：其控制探测（与任何服务器无关）没有应答',
  'judging it broke: {raw}': '判定过程出错：{raw}',
  'the check broke: {raw}': '检查过程出错：{raw}',
  'this version knows no such check': '此版本没有这项检查',
  'neither proved nor refuted': '既未证实也未否定',
  // A record that is not whole. What it says in detail is for whoever looks into its files.
  'the record is incomplete: {raw}': '记录不完整：{raw}',
  'the record is not whole: {raw}': '记录有缺损：{raw}',
  'the record has {n} more such problems': '记录另有 {n} 处此类问题',
} as const satisfies Catalogue;
