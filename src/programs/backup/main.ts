import { runBackupCommand } from './service/commands.ts';
import { backupConfigFrom } from './service/config.ts';
import { runBackupService } from './service/run-service.ts';
import { serve } from './service/serve.ts';

await runBackupService({ configFrom: backupConfigFrom, serve, command: runBackupCommand });
