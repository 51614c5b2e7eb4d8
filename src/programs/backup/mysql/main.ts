import { runBackupService } from '../common/service/run-service.ts';
import { runBackupCommand } from './service/commands.ts';
import { backupConfigFrom } from './service/config.ts';
import { serve } from './service/serve.ts';

await runBackupService({ configFrom: backupConfigFrom, serve, command: runBackupCommand });
