import type { Catalogue } from '../translate.ts';

/** The environment of a drill, and the files beside the page. */
export const environment = {
  'Database server': '数据库服务器',
  'Docker Engine': 'Docker 引擎',
  'Linux kernel': 'Linux 内核',
  'Node.js': 'Node.js',
  Machine: '机器',
  'Clock error': '时钟误差',
  Load: '负载',
  Harness: '演练工具',
  '{n} CPUs, {size} memory': '{n} 个 CPU，{size} 内存',
  'at most {span} ({text})': '至多 {span}（{text}）',
  'one kernel clock, confirmed to {span} by {n} exchanges': '同一内核时钟，经 {n} 次交互确认到 {span}',
  'clocks differ; corrected by {span}, known to {span2}': '时钟不一致；已校正 {span}，精确到 {span2}',
  'no other clock is compared': '没有与其他时钟比较',
  'not compared': '未比较',
  '{name}: {n} writes/s on {n2} pooled connections, a probe every {span} with a deadline of {span2}':
    '{name}：{n} 写入/s，{n2} 个池化连接；每 {span} 一次探测，截止时间 {span2}',
  '{name}: {n} writes/s on {n2} pooled connections, a probe every {span} with a deadline of {span2}; {text}':
    '{name}：{n} 写入/s，{n2} 个池化连接；每 {span} 一次探测，截止时间 {span2}；{text}',
  'beside it {name}: {n} operations/s': '另有 {name}：{n} 操作/s',
  'how it was itself was not recorded': '未记录其自身状况',
  'event loops at most {span} late (load) and {span2} (conductor)':
    '事件循环至多滞后 {span}（负载）和 {span2}（指挥）',
  'its control probe answered within {span}': '其控制探测在 {span} 内应答',
  'its control probe stood still {n} [time|times], {span} at most': '其控制探测停顿 {n} 次，最长 {span}',
  'in the worst second the CPUs were {n} % busy, {n2} % stolen, and processes waited {n3} % for the CPU, {n4} % for the disk':
    '最差的一秒内 CPU 忙 {n} %、被窃取 {n2} %，进程等待 CPU {n3} %、等待磁盘 {n4} %',
  // Roles of services.
  node: '节点',
  manager: '管理器',
  proxy: '代理',
  backup: '备份',
  other: '其他',
  // Files beside the page.
  'this judgement, for machines (format ha-drill/result/1)': '本次判定，供机器读取（格式 ha-drill/result/1）',
  'the same for CI': '同上，供 CI 使用',
  'the same for pull requests': '同上，供 pull request 使用',
  'what was run, with which parts': '运行了什么，用了哪些部件',
  'every operation of the load, with its outcome': '负载的每个操作及其结果',
  'every operation of each workload beside the ledger, and what each node has of it at the end':
    '台账之外各工作负载的每个操作，以及结束时每个节点上的内容',
  'every event of harness, manager and Docker': '演练工具、管理器和 Docker 的每个事件',
  'what every node said about itself, ten times a second': '每个节点的自述，每秒十次',
  'how the harness and its machine were, second by second': '演练工具及其所在机器的逐秒状况',
  'every node’s rows at the end': '结束时每个节点上的行',
  'the logs of the containers': '容器日志',
} as const satisfies Catalogue;
