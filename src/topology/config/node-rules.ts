/** Settings that our cluster decides itself: the first rule whose names match counts. */
export type NodeRule = {
  /** Of whole names, in today's words. */
  readonly names: RegExp;
  /** What is used instead, where the option files of the topology do not say it. */
  readonly used?: string;
  readonly why: string;
};

/** Of every topology with MySQL servers. */
export const ownedByCluster: readonly NodeRule[] = [
  {
    names: /^server_(id|uuid)$/,
    used: 'another one on each node',
    why: 'no two nodes may have the same',
  },
  {
    names: /^report_(host|port|user|password)$/,
    used: 'the name of the node',
    why: 'nodes have other names here',
  },
  {
    names:
      /^(port|socket|bind_address|skip_networking|extra_port|admin_(address|port)|create_admin_listener_thread|port_open_timeout)$/,
    used: 'port 3306 on all addresses',
    why: 'the parts of this cluster connect there',
  },
  { names: /^mysqlx(_.*)?$/, why: 'only Router of this cluster speaks the X protocol' },
  {
    names:
      /^(datadir|basedir|plugin_dir|tmpdir|.*_tmpdir|lc_messages_dir|character_sets_dir|innodb_(data_home_dir|log_group_home_dir|undo_directory|directories|temp_tablespaces_dir|doublewrite_dir))$/,
    used: 'the folders of the image, and the volumes of the node',
    why: 'faults act on these volumes',
  },
  {
    names:
      /^(log_bin|log_bin_index|skip_log_bin|disable_log_bin|relay_log|relay_log_index|relay_log_info_file|master_info_file)$/,
    why: 'replication and the record of the drill need them, at places that are known',
  },
  {
    names:
      /^(pid_file|log_error|log_error_services|user|chroot|daemon|daemonize|secure_file_priv|init_file|core_file|console|gdb|upgrade|initialize.*|help|version|verbose|validate_config|print_defaults|safe_user_create|log_timestamps)$/,
    why: 'the container decides how a server starts, and where it writes its log',
  },
  {
    names:
      /^(innodb_data_file_path|innodb_temp_data_file_path|innodb_page_size|innodb_undo_tablespaces|lower_case_table_names|innodb_checksum_algorithm|innodb_file_format|innodb_large_prefix)$/,
    why: 'it is decided when a datadir is made, and nodes start from one that is there',
  },
  {
    names:
      /^(read_only|super_read_only|innodb_read_only|transaction_read_only|offline_mode|innodb_force_recovery|skip_grant_tables)$/,
    why: 'which node accepts writes is decided by who fails over here; every node starts closed',
  },
  {
    names:
      /^(skip_replica_start|gtid_mode|enforce_gtid_consistency|log_replica_updates|replicate_same_server_id)$/,
    why: 'who fails over here counts on it',
  },
  {
    names: /^(replicate_.*|binlog_(do|ignore)_db)$/,
    why: 'the drill writes to the schema ledger, which has to come to every node',
  },
  {
    names:
      /^(ssl|ssl_.*|admin_(ssl|tls)_.*|tls_certificates_.*|require_secure_transport|auto_generate_certs|caching_sha2_password_(private|public)_key_path|sha256_password_.*)$/,
    why: 'the parts of this cluster connect without certificates',
  },
  {
    names:
      /^(default_authentication_plugin|authentication_policy|default_password_lifetime|validate_password.*|caching_sha2_password_.*|skip_show_database|password_.*|disconnect_on_expired_password|mandatory_roles|activate_all_roles_on_login|partial_revokes)$/,
    why: 'the accounts of a drill are made with the defaults of the server',
  },
  {
    names: /^(plugin_load|plugin_load_add|early_plugin_load|plugin_.*|mysql_native_password)$/,
    used: 'the plug-ins of the topology',
    why: 'it loads those that it needs',
  },
  { names: /^performance_schema$/, used: 'ON', why: 'the state of replication is read from it' },
  { names: /^autocommit$/, used: 'ON', why: 'the clients of a drill count on it' },
  { names: /^(large_pages|super_large_pages|memlock)$/, why: 'a container has no memory of its own to lock' },
  {
    names:
      /^(master_info_repository|relay_log_info_repository|transaction_write_set_extraction|sync_frm|innodb_file_format_max|innodb_locks_unsafe_for_binlog|log_warnings|skip_external_locking|external_locking|symbolic_links|skip_symbolic_links|skip_host_cache|binlog_transaction_dependency_tracking|innodb_log_write_ahead_size)$/,
    why: 'servers of today have no such choice, or no use for it',
  },
];

/** Of clusters whose servers wait for an acknowledgement. */
export const ownedBySemisync: NodeRule = {
  names: /^rpl_semi_sync_(source|replica)_enabled$/,
  used: 'switched while the cluster runs',
  why: 'who fails over here decides which node waits for acknowledgements, and which gives them',
};

export const noSemisync: NodeRule = {
  names: /^rpl_semi_sync_.*$/,
  why: 'no server of this topology waits for acknowledgements',
};

/** Of groups. */
export const ownedByGroup: NodeRule = {
  names:
    /^(group_replication_(group_name|group_seeds|local_address|ip_allowlist|start_on_boot|bootstrap_group|single_primary_mode|enforce_update_everywhere_checks|force_members|view_change_uuid|communication_stack|recovery_(ssl|tls|use_ssl|get_public_key|public_key).*|ssl_mode)|disabled_storage_engines|binlog_checksum)$/,
  why: 'members find each other by the names and settings of this cluster',
};

export const noGroup: NodeRule = {
  names: /^group_replication_.*$/,
  why: 'the servers of this topology are no group',
};
