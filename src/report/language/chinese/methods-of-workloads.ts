import type { Catalogue } from '../translate.ts';

/** How checks of workloads judge. */
export const methodsOfWorkloads = {
  '{text} Inconclusive when no operation of the workload was recorded, or none acknowledged.':
    '{text}没有记录到该工作负载的操作、或无一被确认时无法判定。',
  // bank-totals
  'A transfer takes from one account what it gives to another, so that all accounts of one instant add up to what they had at first. Looks at each acknowledged read of all accounts, and at the accounts of every node at the end. Inconclusive when no read was acknowledged, or when a node was not read at the end.':
    '转账从一个账户取出多少，就给另一个账户多少，因此任一时刻所有账户之和等于最初的总额。检查每次已确认的全账户读取，以及结束时每个节点的账户。没有读取被确认或结束时某节点未读取时无法判定。',
  // bank-updates
  'Each account has a version, which every transfer reads and raises by one. Two acknowledged transfers that built upon the same version of an account: one has overwritten the other. An acknowledged transfer that built upon a version which the account has not passed at the end, on the node that leads then: it is gone. Inconclusive when no transfer was acknowledged that moved anything, and without a final primary.':
    '每个账户都有版本，每次转账读取并加一。两次已确认的转账基于同一账户的同一版本：其中一次覆盖了另一次。已确认的转账所基于的版本，在结束时的主库上该账户尚未越过：它已丢失。没有实际转移金额的已确认转账、或没有最终主库时无法判定。',
  // bank-nodes
  'Compares balance and version of each account, as each node has them at the end, with the node that leads then. Inconclusive without a final primary, and when a node was not read.':
    '把结束时每个节点上每个账户的余额和版本与当时的主库比较。没有最终主库或某节点未读取时无法判定。',
  // append-isolation
  'Each element is appended to its list once, so that reads tell who appended what, in which order, and what each transaction had seen by then. From that follows which transactions come before which: the later append (ww), the read of an append (wr), the append that a read misses (rw), and real time. Transactions that come before each other in a circle were not executed one after the other; the kinds of circles and of wrong reads are those of Adya and of Elle (Kingsbury and Alvaro 2020), and the level says which are forbidden. Inconclusive when no transaction was acknowledged that read what another one appended.':
    '每个元素只追加到其列表一次，因此读取能说明谁按何种顺序追加了什么，以及每个事务当时看到了什么。由此得出事务的先后：后一次追加（ww）、对追加的读取（wr）、读取未见到的追加（rw）以及真实时间。互为先后成环的事务不是依次执行的；环和错误读取的种类取自 Adya 与 Elle（Kingsbury and Alvaro 2020），隔离级别决定哪些被禁止。没有已确认事务读到其他事务追加的内容时无法判定。',
  // append-appends
  'Looks up each element that an acknowledged transaction appended in the lists of the node that leads at the end. Inconclusive when no append was acknowledged, without a final primary, and when it was not read.':
    '在结束时的主库的列表中查找已确认事务追加的每个元素。没有追加被确认、没有最终主库或其未被读取时无法判定。',
  // append-nodes
  'Compares all lists, as each node has them at the end, with those of the node that leads then. Inconclusive without a final primary, and when a node was not read.':
    '把结束时每个节点上的所有列表与当时的主库比较。没有最终主库或某节点未读取时无法判定。',
  // sql-invariants
  'Each invariant is a query that must answer no row. It was asked through the endpoint while the drill ran, and of every node at its end. A row that any of them answered fails. Inconclusive when an invariant was never answered, when one of your operations was never acknowledged, or when a node was not read at the end.':
    '每个不变式是一条必须不返回任何行的查询。演练期间经端点询问，结束时询问每个节点。任何一次返回行即未通过。某不变式从未应答、您的某个操作从未被确认、或结束时某节点未读取时无法判定。',
  // sql-nodes
  'Compares the number of rows and a checksum of all columns of each table in the schema ledger, as each node has them at the end, with the node that leads then. The table of the ledger itself is left to the checks of the ledger. Inconclusive without a final primary, without tables, and when a node was not read.':
    '比较 schema ledger 中每张表的行数及所有列的校验和：结束时每个节点对当时的主库。台账自己的表由台账的检查负责。没有最终主库、没有表或某节点未读取时无法判定。',
  // auto-increment-ids
  'Each insert has content of its own, and its acknowledgement tells the id that the server chose. Fails where an id was acknowledged for two contents, and where it stands for another content at the end, on the node that leads then, than it was acknowledged for: in both, what people were told is mixed up outside the database. A row that is gone, and whose id was not handed out again, is counted and does not fail: whether writes are lost, the checks of the ledger tell. Inconclusive without a final primary that was read.':
    '每次插入的内容互不相同，其确认给出服务器选择的 id。一个 id 为两份内容被确认、或结束时在当时的主库上代表另一份内容，即未通过：两种情况下，外界得知的信息都已错乱。行已消失但其 id 未再次分配的只计数，不算未通过：写入是否丢失由台账的检查判定。没有已读取的最终主库时无法判定。',
  // blind-retry-once
  'An operation is sent again until it is acknowledged. Counts its rows on the node that leads at the end. More than one: an attempt whose outcome was unknown had been committed, and was done again. An acknowledged one without a row, and one that surely failed and has a row, fail as well; of one whose last outcome is unknown none or one is right. Inconclusive without a final primary that was read.':
    '操作反复重发直到被确认。在结束时的主库上统计其行数。多于一行：结果未知的那次其实已提交，又被重做。已确认而没有行、肯定失败却有行同样未通过；最后结果未知的，有无均可。没有已读取的最终主库时无法判定。',
  // events-go-on
  'Clients look for the newest row of an event through the endpoint. Adds up the time between answers that are at most {span} apart and saw the same newest row: in an outage no answers come, and no row is asked for. Fails when that is longer than the turns that may be missing (option missed), as where a new primary has the event disabled. Inconclusive when no row was ever seen, and when the looks were answered for no longer than those turns take.':
    '客户端经端点查找事件的最新一行。累加相隔至多 {span} 且看到同一最新行的应答之间的时间：写中断期间没有应答，也不要求有行。长于允许缺失的轮次（选项 missed）即未通过，例如新主库上事件被禁用。从未看到行、或应答时长不超过这些轮次时无法判定。',
  // events-once
  'Each row of the event tells which server wrote it, and when by its clock. Fails where, on the node that leads at the end, the rows of one server enclose that of another within two and a half periods: nobody fails over and back so quickly, and the event ran on both. Inconclusive without a final primary that was read, or without rows.':
    '事件的每一行都说明由哪台服务器写入以及其时钟的时刻。在结束时的主库上，若一台服务器的行在两个半周期内夹住另一台的行，即未通过：没有谁能如此快地来回切换，事件同时在两台上运行。没有已读取的最终主库或没有行时无法判定。',
  // large-whole
  'Looks on every node at its end how many rows of each large transaction are there: all where it was acknowledged, none where it surely failed, all or none where its outcome is unknown. A large statement gives all rows of a table its own number: they must all have one, and not that of a statement that ended before an acknowledged one began. Inconclusive when no large transaction or statement was acknowledged, and when a node was not read.':
    '结束时在每个节点上查看每个大事务有多少行：已确认的应全部存在，肯定失败的应一行没有，结果未知的应全有或全无。大语句给表的所有行写入自己的编号：所有行必须一致，且不得是在某个已确认语句开始之前就结束的语句的编号。没有大事务或大语句被确认、或某节点未读取时无法判定。',
  // large-small
  'On every node at its end each row of the small inserts has its parent, and the trigger has counted as many as there are; on the node that leads then, there are as many as were acknowledged, and no more than with those whose outcome is unknown. Inconclusive when no small insert was acknowledged, without a final primary that was read, and when a node was not read.':
    '结束时在每个节点上，小插入的每一行都有其父行，且触发器的计数等于行数；在当时的主库上，行数不少于已确认数，也不多于已确认加结果未知之和。没有小插入被确认、没有已读取的最终主库或某节点未读取时无法判定。',
  // reads-written
  'Looks at each acknowledged read: its version is 0, as the row was made, or one that a write of this row had which was acknowledged or whose outcome is unknown, and which was sent before the read was answered. Inconclusive when no read was acknowledged.':
    '检查每次已确认的读取：其版本为 0（行初建时），或为该行某个已确认或结果未知、且在读取应答之前发出的写入的版本。没有读取被确认时无法判定。',
  // reads-own-writes
  'Compares each acknowledged read with the newest version of the row that the same process, which does one operation at a time, had written and got acknowledged before. Fails only where the scenario promises it (`promises: [read-your-writes]`). Inconclusive where no process read a row that it had written.':
    '把每次已确认的读取与同一进程（一次只做一个操作）此前已写入并被确认的该行最新版本比较。仅当场景承诺（`promises: [read-your-writes]`）时才会未通过。没有进程读取自己写过的行时无法判定。',
  // reads-monotonic
  'Compares each acknowledged read with the newest version of the row that the same process had read before. Fails only where the scenario promises it (`promises: [monotonic-reads]`). Inconclusive where no process read a row twice.':
    '把每次已确认的读取与同一进程此前读到的该行最新版本比较。仅当场景承诺（`promises: [monotonic-reads]`）时才会未通过。没有进程两次读取同一行时无法判定。',
  // reads-at-end
  'On the node that leads at the end each row has a version that was acknowledged, or whose outcome is unknown, and none older than the newest that was acknowledged; every other node has the same. Inconclusive without a final primary, and when a node was not read.':
    '结束时的主库上，每一行的版本都是已确认或结果未知的，且不早于已确认的最新版本；每个其他节点与之相同。没有最终主库或某节点未读取时无法判定。',
  // clients-writes
  'Looks up every write of every client on the node that leads at the end. An acknowledged one that is missing there, or has another value, fails; so does one that surely failed and is there, and a row that no client wrote. Of one whose outcome is unknown either is right. Inconclusive without a final primary that was read.':
    '在结束时的主库上查找每个客户端的每个写入。已确认却缺失或值不同即未通过；肯定失败却存在的、以及无客户端写过的行同样未通过。结果未知的，有无均可。没有已读取的最终主库时无法判定。',
} as const satisfies Catalogue;
