import type { Catalogue } from '../translate.ts';

/** Why a line of somebody's own configuration is not taken as it is, and what is used in its place. */
export const configuration = {
  'no two nodes may have the same': '任何两个节点都不得相同',
  'nodes have other names here': '此处节点使用其他名称',
  'the parts of this cluster connect there': '本集群的部件连接到那里',
  'only Router of this cluster speaks the X protocol': '本集群中只有 Router 使用 X 协议',
  'faults act on these volumes': '故障作用于这些卷',
  'replication and the record of the drill need them, at places that are known':
    '复制和演练记录需要它们位于已知位置',
  'the container decides how a server starts, and where it writes its log':
    '服务器如何启动、日志写在哪里由容器决定',
  'it is decided when a datadir is made, and nodes start from one that is there':
    '它在创建数据目录时决定，而节点从已有的数据目录启动',
  'which node accepts writes is decided by who fails over here; every node starts closed':
    '哪个节点接受写入由此处的故障切换方决定；每个节点启动时都不可写',
  'who fails over here counts on it': '此处的故障切换方依赖于它',
  'the drill writes to the schema ledger, which has to come to every node':
    '演练写入 schema ledger，它必须到达每个节点',
  'the parts of this cluster connect without certificates': '本集群的部件不使用证书连接',
  'the accounts of a drill are made with the defaults of the server': '演练的账户按服务器默认设置创建',
  'it loads those that it needs': '它会加载所需的插件',
  'the state of replication is read from it': '复制状态从中读取',
  'the clients of a drill count on it': '演练的客户端依赖于它',
  'a container has no memory of its own to lock': '容器没有可锁定的自有内存',
  'servers of today have no such choice, or no use for it': '当今的服务器没有这个选项，或用不到',
  'switched while the cluster runs': '在集群运行时切换',
  'who fails over here decides which node waits for acknowledgements, and which gives them':
    '哪个节点等待确认、哪个给出确认，由此处的故障切换方决定',
  'no server of this topology waits for acknowledgements': '该拓扑没有服务器等待确认',
  'members find each other by the names and settings of this cluster': '成员按本集群的名称和设置互相发现',
  'the servers of this topology are no group': '该拓扑的服务器不构成组',
  'the container decides how HAProxy starts': 'HAProxy 如何启动由容器决定',
  'whoever fails over here tells HAProxy by this one': '此处的故障切换方经由它通知 HAProxy',
  'there is no server of logs': '没有日志服务器',
  'the machine of a drill is small': '演练所用的机器规格小',
  'it stands for files and programs of your machine': '它指向您机器上的文件和程序',
  'it stands for files of your machine': '它指向您机器上的文件',
  'pages of statistics are no part of a drill': '统计页面不属于演练',
  'clients have other addresses here, and speak the protocol of MySQL':
    '此处客户端地址不同，且使用 MySQL 协议',
  'it means your machine': '它指您的机器',
  'HAProxy can log in by mysql_native_password only, which no account here has: the greeting of the server is checked':
    'HAProxy 只能以 mysql_native_password 登录，而此处没有这种账户：改为检查服务器的握手包',
  'by this name the topology knows it': '拓扑以此名称认识它',
  'the address that clients of a drill know': '演练客户端所知的地址',
  'a node of this cluster': '本集群的一个节点',
  'whoever fails over enables it': '由故障切换方启用',
  'removed in 8.4; the same in seconds': '8.4 中已移除；换算为秒的同一设置',
  'once more: no line of yours stands for this node': '再来一行：您没有哪一行代表该节点',
  'the cluster has {n} nodes, and addresses before it stand for them':
    '集群有 {n} 个节点，之前的地址已代表它们',
  'after {n} ms without a replica, writes are answered without one': '没有从库 {n} ms 后，写入不等从库即应答',
} as const satisfies Catalogue;
