import type { Catalogue } from '../translate.ts';

/** Checks of definitions, events, logs and GTIDs: their titles and what they found. */
export const definitions = {
  // definitions-as-before, definitions-kept
  'Accounts, grants, routines, triggers, events and views are as before the fault':
    '账户、授权、存储程序、触发器、事件和视图与故障前相同',
  'all {n} are as they were': '全部 {n} 项与之前相同',
  '{n} [definition|definitions] of {n2} [differs|differ]: {raw}': '{n2} 项定义中有 {n} 项不同：{raw}',
  'Tables, with columns, keys and constraints, are defined as before, and alike on every node':
    '表及其列、键和约束的定义与之前相同，且各节点一致',
  'there were no tables before the fault': '故障前没有任何表',
  '{n} [definition differs|definitions differ]: {raw}': '{n} 项定义不同：{raw}',
  'all {n} definitions are as they were': '全部 {n} 项定义与之前相同',
  'all {n} definitions are as they were, and alike on {names}':
    '全部 {n} 项定义与之前相同，且在 {names} 上一致',
  'what was defined before the fault was not recorded': '没有记录故障前的定义',
  'what is defined at the end was not recorded': '没有记录结束时的定义',
  'what is defined on {name} at the end was not recorded': '没有记录结束时 {name} 上的定义',
  'what was defined was first read at {span}, after the first fault at {span2}':
    '定义首次读取于 {span}，晚于首个故障（{span2}）',
  'what is defined was last read at {span}, before {name} at {span2}':
    '定义最后读取于 {span}，早于 {name}（{span2}）',
  'what is defined was read on {name}, and the final primary is {name2}':
    '定义读取自 {name}，而最终主库是 {name2}',
  'what is defined was read on an unnamed node, and the final primary is {name}':
    '定义读取自未具名的节点，而最终主库是 {name}',
  // definers-exist
  'Every definer exists, and each view can be read': '每个 DEFINER 都存在，每个视图都可读取',
  '{n} [definition|definitions] without a definer, or unreadable: {raw}':
    '{n} 项定义缺少 DEFINER 或不可读：{raw}',
  'what is defined at the end was not read on {names}': '没有读取结束时 {names} 上的定义',
  'no view, routine, trigger or event is defined': '没有定义视图、存储程序、触发器或事件',
  'the definers of {n} [view, routine, trigger or event|views, routines, triggers and events] exist, on {n2} [node|nodes]':
    '{n} 个视图、存储程序、触发器和事件的 DEFINER 均存在，涉及 {n2} 个节点',
  // events-enabled
  'The events of the primary run as before the fault': '主库的事件与故障前一样运行',
  'no event is defined, before or at the end': '之前与结束时都没有定义事件',
  '{n} [event does|events do] not run as before, of {n2}: {raw}': '{n2} 个事件中有 {n} 个没有照旧运行：{raw}',
  '{n} [event runs|events run] on {name} as before, of {n2}': '{n2} 个事件中有 {n} 个在 {name} 上照旧运行',
  // same-gtid-same-rows
  'A GTID stands for the same rows on every node': '同一 GTID 在每个节点上代表相同的行',
  '{n} [GTID stands|GTIDs stand] for different rows: {raw}': '{n} 个 GTID 代表不同的行：{raw}',
  'the binary logs of {names} were not read': '没有读取 {names} 的 binlog',
  'no two nodes hold a transaction in common': '没有两个节点共同保有任何事务',
  '{n} [transaction is|transactions are] the same wherever held': '{n} 个事务在所有保有处均相同',
  'not all were compared': '并非全部都已比较',
  // logs-clean
  'No server crashed by itself, or found its data damaged': '没有服务器自行崩溃或发现数据损坏',
  'the logs of the services are not in the record': '记录中没有服务日志',
  '{n} [mark|marks] of a crash or of damage that no fault explains: {raw}':
    '{n} 处崩溃或损坏迹象无法由故障解释：{raw}',
  'no mark of a crash or of damage': '没有崩溃或损坏的迹象',
  'no mark of a crash or of damage, besides {n} by the faults':
    '除故障造成的 {n} 处之外，没有崩溃或损坏的迹象',
  'the log of {name} is not in the record': '记录中没有 {name} 的日志',
  'only the end of the log of {name} was read': '只读取了 {name} 日志的末尾',
  'the log of {name} has no word of a server: it logs elsewhere':
    '{name} 的日志中没有服务器的内容：它把日志写在别处',
} as const satisfies Catalogue;
