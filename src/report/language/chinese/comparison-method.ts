import type { Catalogue } from '../translate.ts';

/** The costs, the gaps, the caveats and the method on the page of a comparison. */
export const comparisonMethod = {
  // comparison-idle-cost.hbs
  'The cost while nothing is broken': '无故障时的代价',
  'Database nodes': '数据库节点',
  Containers: '容器',
  Memory: '内存',
  'Write latency, median': '写入延迟，中位数',
  'Write latency, p99': '写入延迟，p99',
  Offered: '发起',
  '{n}/s to {n2}/s': '{n}/s 至 {n2}/s',
  'Before any fault, while everything is healthy: medians over the drills of each scenario, from the least to the greatest of these medians. The load offers a fixed rate, so the acknowledged rate shows that a cluster keeps up, not the most that it could do. Memory is what the processes of all containers hold that has no file behind it; drills run small servers, so it compares topologies and sizes none.':
    '故障之前、一切健康时：每个场景各演练的中位数，从其中最小到最大。负载以固定速率发起写入，因此确认速率只说明集群跟得上，而非其上限。内存指所有容器进程持有的匿名内存；演练使用小规格服务器，因此只用于比较拓扑，不用于容量规划。',
  'No drill was judged.': '没有演练被判定。',
  // comparison-gaps.hbs
  'Planned, and not in the numbers': '已计划但未计入',
  Drill: '演练',
  // comparison-method.hbs
  'How these numbers were taken': '这些数字如何测得',
  RTO: '恢复时间目标 RTO',
  'From time zero, at which the fault is proved to be in force, to the first acknowledged write of a stable window; measured twice, by probes on fresh connections (service) and by a pool with ordinary settings (application). The report of each drill tells its resolution.':
    '从零时刻（故障被证实生效）到稳定窗口中的首个确认写入；测量两次：用新建连接的探测（服务）和普通配置的连接池（应用）。每场演练的报告给出其分辨率。',
  RPO: '数据丢失 RPO',
  'Acknowledged writes that are missing on the final primary, counted exactly. Here always the worst drill: an average of lost rows would hide the one that lost them.':
    '最终主库上缺失的已确认写入，精确计数。此处总取最差的演练：对丢失行数取平均会掩盖丢失数据的那一场。',
  'At least': '至少',
  'An outage that was not over when the drill ended is a bound, not a value. A median is exact where it stays the same although all bounds are taken for infinite; else it is the median of the bounds, as “at least”.':
    '演练结束时仍未结束的写中断是界限而非数值。若把所有界限视为无穷大而中位数不变，则中位数是精确的；否则为各界限的中位数，记作“至少”。',
  'Inconclusive drills': '无法判定的演练',
  'They are in the numbers with what they measured, since leaving out drills that ended badly would flatter the rest, and they never count as a pass. Drills that broke off are counted, and in no number.':
    '其测得的结果计入数字（剔除结局不佳的演练会美化其余结果），但绝不算通过。中途中止的演练只计场数，不计入任何数字。',
  p95: 'p95',
  'Nearest rank. Of fewer than 20 drills it is the slowest of them.':
    '最近秩法。少于 20 场演练时即为其中最慢的一场。',
  '95 % interval': '95 % 区间',
  'Of the median, by the percentile bootstrap (Efron 1979), worked out over all resamples instead of drawn. None for fewer than 6 drills: the whole range of n values covers the true median with a probability of at most 1 − 2':
    '中位数的区间，采用百分位 bootstrap（Efron 1979），对全部重抽样精确计算而非随机抽取。少于 6 场演练时不给出：n 个值的全距覆盖真实中位数的概率至多为 1 − 2',
  ', which for 3 is 75 %.': '，n 为 3 时是 75 %。',
  'Differ, or not distinguishable': '有差异，或无法区分',
  'By the Wilcoxon-Mann-Whitney rank test in the form of Gehan (1965), which respects bounds, with its exact permutation distribution; times nearer than their resolution are ties. Two-sided, at 5 %, adjusted by Holm (1979) for all pairs of a scenario. “Too few runs” means that even the greatest difference could not reach 5 %: it says nothing about whether the two are alike, and neither does “not distinguishable”.':
    '采用 Gehan (1965) 形式的 Wilcoxon-Mann-Whitney 秩检验（考虑界限），使用精确置换分布；差距小于分辨率的时间视为相等。双侧，显著性水平 5 %，并按 Holm (1979) 对一个场景的所有配对校正。“运行次数太少”表示连最大的差异也达不到 5 %：这并不说明两者相同，“无法区分”同样不说明。',
  'False failover': '误切换',
  'A failover in a scenario whose objective is that there is none.':
    '在目标为“不应切换”的场景中发生的故障切换。',
  // Caveats.
  '{n} [run was|runs were] never judged and left out: {raw}.': '{n} 次运行未经判定，已剔除：{raw}。',
  '{n} [drill|drills] broke off: listed, and in no number.': '{n} 场演练中途中止：已列出，但不计入任何数字。',
  '{n} [drill is|drills are] inconclusive. What they measured is in the numbers, because leaving out the drills that ended badly would flatter the rest; they are drawn hollow and count as no pass.':
    '{n} 场演练无法判定。其测得的结果仍计入数字，因为剔除结局不佳的演练会美化其余结果；它们以空心标记绘出，不算通过。',
  'The runs are of {n} versions of the server: {raw}.': '这些运行来自 {n} 个服务器版本：{raw}。',
  'The runs are of {n} versions of ha-drill: {raw}.': '这些运行来自 {n} 个 ha-drill 版本：{raw}。',
  'The runs are of {n} machines: {raw}.': '这些运行来自 {n} 台机器：{raw}。',
  'The runs are of {n} kernels: {raw}.': '这些运行来自 {n} 个内核：{raw}。',
  'The file of the scenario {name} was changed between its runs.': '场景 {name} 的文件在各次运行之间有改动。',
  'The file of the topology {name} was changed between its runs.': '拓扑 {name} 的文件在各次运行之间有改动。',
  'Some rows rest on {n} completed [drill|drills] only. A median of fewer than 6 has no 95 % interval: even the range of 5 values covers the true median in 94 % of cases at most, that of 3 in 75 %.':
    '部分行仅基于 {n} 场完成的演练。少于 6 个值的中位数没有 95 % 区间：即使 5 个值的全距也至多以 94 % 的概率覆盖真实中位数，3 个值为 75 %。',
  'Left out: {raw}': '已剔除：{raw}',
  'The run {name} is there {n} times: {raw} counts, and not {raw2}.':
    '运行 {name} 存在 {n} 次：计入 {raw}，不计入 {raw2}。',
  'The run {name} is there {n} times, which do not all say the same: {raw} counts, and not {raw2}.':
    '运行 {name} 存在 {n} 次，且内容不一致：计入 {raw}，不计入 {raw2}。',
} as const satisfies Catalogue;
