import { runBackupService } from '../common/service/run-service.ts';
import { runMariabackupCommand } from './service/commands.ts';
import { mariabackupConfigFrom } from './service/config.ts';
import { serve } from './service/serve.ts';

await runBackupService({ configFrom: mariabackupConfigFrom, serve, command: runMariabackupCommand });
