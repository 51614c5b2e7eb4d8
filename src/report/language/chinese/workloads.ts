import type { Catalogue } from '../translate.ts';

/** The titles of the checks of workloads and what they found. */
export const workloads = {
  'no operation of the workload {name} was recorded': '没有记录到工作负载 {name} 的操作',
  'none of {n} [operation|operations] of the workload {name} was acknowledged':
    '工作负载 {name} 的 {n} 个操作无一被确认',
  '{names} [was|were] not read at the end': '结束时没有读取 {names}',
  '{names} [was|were] not read at the end: {raw}': '结束时没有读取 {names}：{raw}',
  // append
  'Transactions see each other as their isolation level promises': '事务之间的可见性符合其隔离级别的承诺',
  'forbidden at {raw}: {raw2}': '{raw} 级别下被禁止：{raw2}',
  'forbidden at {raw}: {raw2}; the first: {raw3}': '{raw} 级别下被禁止：{raw2}；首个：{raw3}',
  'the first: {raw}': '首个：{raw}',
  '{raw} by process {n} from {span} to {span2}': '{raw}（进程 {n}，{span} 至 {span2}）',
  'no transaction read what another one appended': '没有事务读到其他事务追加的内容',
  '{n} [transaction|transactions] with {n2} [dependency|dependencies]: no anomaly':
    '{n} 个事务，{n2} 个依赖：没有异常',
  '{n} [transaction|transactions] with {n2} [dependency|dependencies]: no anomaly that {raw} forbids':
    '{n} 个事务，{n2} 个依赖：没有 {raw} 所禁止的异常',
  'allowed at this level: {raw}': '该级别允许：{raw}',
  'No acknowledged append is lost': '没有已确认的追加丢失',
  '{n} acknowledged [append is|appends are] not on {name} at the end: {raw}':
    '{n} 个已确认的追加结束时不在 {name} 上：{raw}',
  'no append was acknowledged': '没有追加被确认',
  'none of {n} acknowledged [append|appends] is missing on {name}': '{n} 个已确认的追加在 {name} 上无一缺失',
  'Every node has the same lists as the final primary': '每个节点的列表都与最终主库相同',
  '{n} [list is|lists are] not as on {name}: {raw}': '{n} 个列表与 {name} 上不同：{raw}',
  'there are no lists': '没有列表',
  '{n} [list|lists] are the same on {names}': '{n} 个列表在 {names} 上相同',
  // auto-increment
  'No id is handed out twice': '没有 id 被分配两次',
  '{n} [id was|ids were] acknowledged twice, and {n2} [other stands|others stand] for something else at the end: {raw}':
    '{n} 个 id 被确认两次，另有 {n2} 个结束时代表其他内容：{raw}',
  'no id was acknowledged': '没有 id 被确认',
  '{n} acknowledged [id|ids]: each was handed out once; all are on {name} at the end':
    '{n} 个已确认的 id：各分配一次；结束时全部在 {name} 上',
  '{n} acknowledged [id|ids]: each was handed out once; all but {n2} are on {name} at the end':
    '{n} 个已确认的 id：各分配一次；结束时除 {n2} 个外都在 {name} 上',
  // bank
  'In every read the bank has the same total, and no account is negative':
    '每次读取中银行总额不变，且没有账户为负',
  '{n} [read|reads] of a wrong bank: {raw}': '{n} 次读到错误的账目：{raw}',
  'no read of the accounts was acknowledged': '没有账户读取被确认',
  '{n} [read|reads] and {n2} [node|nodes] at the end have a total of {n3}, and no account is negative':
    '{n} 次读取和结束时 {n2} 个节点的总额均为 {n3}，没有账户为负',
  'No acknowledged transfer is lost': '没有已确认的转账丢失',
  '{n} lost [update|updates], and {n2} [change|changes] that the final primary lacks: {raw}':
    '{n} 次丢失更新，{n2} 处改动在最终主库上缺失：{raw}',
  'no transfer was acknowledged that moved anything': '没有实际转移金额的转账被确认',
  '{n} acknowledged [transfer|transfers]: none was overwritten, and all are on {name} at the end':
    '{n} 次已确认的转账：无一被覆盖，结束时全部在 {name} 上',
  'Every node has the same accounts as the final primary': '每个节点的账户都与最终主库相同',
  '{n} [account differs|accounts differ]: {raw}': '{n} 个账户不同：{raw}',
  'there are no accounts': '没有账户',
  '{n} [account|accounts] are the same on {names}': '{n} 个账户在 {names} 上相同',
  // blind-retry
  'Each operation is done once, however often it was sent': '无论重发多少次，每个操作只执行一次',
  'each is there once; {text}': '各存在一次；{text}',
  '{n} acknowledged [operation was|operations were] sent again, after {n2} unknown [outcome|outcomes]':
    '{n} 个已确认的操作在 {n2} 次结果未知之后被重发',
  'of {n} [operation|operations] the outcome stayed unknown': '{n} 个操作的结果始终未知',
  '{n} [row|rows] too many, {text}': '多出 {n} 行，{text}',
  '{n} [row|rows] too many': '多出 {n} 行',
  '{n} acknowledged [operation has|operations have] no row': '{n} 个已确认的操作没有行',
  '{n} [operation|operations] that surely failed [has|have] a row': '{n} 个肯定失败的操作有行',
  // clients
  'What any of the clients was told is done stays done': '向任何客户端报告完成的写入始终保留',
  '{n} [row is|rows are] not as the clients were told: {raw}': '{n} 行与客户端被告知的不符：{raw}',
  '{n} acknowledged [write is|writes are] on {name}, and nothing that nobody wrote':
    '{n} 个已确认写入在 {name} 上，且没有无人写过的内容',
  // events
  'The events of the server go on': '服务器的事件持续运行',
  'the event never wrote a row': '事件从未写入行',
  'the event stood still {n} [time|times]: {raw}': '事件停顿 {n} 次：{raw}',
  'it was looked for in {span}, and {span2} may pass without a row': '共查找 {span}，而允许 {span2} 没有新行',
  '{n} [look|looks]: never more than {span} without a new row while the database answered':
    '{n} 次查找：数据库有应答期间从未超过 {span} 没有新行',
  'The events run on one server at a time': '事件同一时刻只在一台服务器上运行',
  'the event ran on two servers at once, {n} [time|times]: {raw}':
    '事件曾同时在两台服务器上运行，共 {n} 次：{raw}',
  '{n} [row|rows] by {n2} [server|servers], one after the other': '{n} 行来自 {n2} 台服务器，先后有序',
  // large
  'Large transactions and statements are there whole, or not at all':
    '大事务和大语句要么完整存在，要么完全不存在',
  '{n} large [operation is|operations are] not as acknowledged: {raw}': '{n} 个大操作与确认不符：{raw}',
  'no large transaction or statement was acknowledged': '没有大事务或大语句被确认',
  '{n} large [transaction or statement|transactions and statements] acknowledged: whole on {names}':
    '{n} 个大事务和大语句已确认：在 {names} 上完整',
  'Beside large operations, foreign keys and triggers hold, and no small insert is lost':
    '大操作之外，外键和触发器有效，小插入没有丢失',
  '{n} [row|rows], {n2} of them acknowledged: each with its parent, and counted, on {names}':
    '{n} 行，其中 {n2} 行已确认：在 {names} 上均有父行并已计数',
  'no small insert was acknowledged': '没有小插入被确认',
  '{n} [row|rows] without a parent on {name}': '{name} 上有 {n} 行没有父行',
  'the trigger counted {n} of {n2} [row|rows] on {name}': '{name} 上触发器只计数了 {n2} 行中的 {n} 行',
  '{n} rows on {name}, and {n2} were acknowledged': '{name} 上有 {n} 行，而已确认 {n2} 行',
  '{n} rows on {name}, and {n2} were acknowledged or are unknown':
    '{name} 上有 {n} 行，而已确认或未知的为 {n2} 行',
  // reads
  'Every read returns what somebody wrote': '每次读取返回的都是有人写过的内容',
  'no read was acknowledged': '没有读取被确认',
  '{n} [read|reads] of what was not written: {raw}': '{n} 次读到无人写过的内容：{raw}',
  '{n} [read|reads], each of a version that was written': '{n} 次读取，读到的版本均有人写过',
  'A connection reads what it wrote itself': '连接能读到自己写入的内容',
  'A connection never reads older data than it read before': '连接不会读到比之前更旧的数据',
  '{n} of {n2} [read|reads] went behind: {raw}': '{n2} 次读取中有 {n} 次倒退：{raw}',
  'allowed, as {name} is not promised: {text}': '允许（未承诺 {name}）：{text}',
  'no connection read a row of which it had seen a version before': '没有连接读到其此前见过版本的行',
  '{n} [read|reads], none went behind': '{n} 次读取，均未倒退',
  'Every node has the newest version of each row at the end': '结束时每个节点都有每一行的最新版本',
  '{n} [row|rows] wrong: {raw}': '{n} 行错误：{raw}',
  'there are no rows': '没有行',
  '{n} [row|rows] have their newest version on {names}': '{n} 行在 {names} 上均为最新版本',
  // sql
  'Your invariants hold, during the drill and on every node at its end':
    '您的不变式在演练期间以及结束时在每个节点上都成立',
  '{n} [answer|answers] of an invariant that does not hold: {raw}': '{n} 次应答表明不变式不成立：{raw}',
  '{n} [invariant|invariants] held in {n2} [answer|answers] during the drill, and on {names} at its end':
    '{n} 个不变式在演练期间的 {n2} 次应答中、以及结束时在 {names} 上均成立',
  'none of {n} [operation|operations] {name} was acknowledged': '操作 {name} 共 {n} 次，无一被确认',
  'none of {n} [operation|operations] {name} was acknowledged: {raw}':
    '操作 {name} 共 {n} 次，无一被确认：{raw}',
  'the invariant {name} was not answered while the drill ran': '演练期间不变式 {name} 没有得到应答',
  'the invariant {name} was not answered while the drill ran: {raw}':
    '演练期间不变式 {name} 没有得到应答：{raw}',
  'Every node has the same rows as the final primary in your tables': '您的表中每个节点的行都与最终主库相同',
  '{n} [table differs|tables differ]: {raw}': '{n} 张表不同：{raw}',
  'there are no tables': '没有表',
  '{n} [table|tables] the same on {names}': '{n} 张表在 {names} 上相同',
} as const satisfies Catalogue;
