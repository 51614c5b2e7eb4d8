import { engineContract } from './engine.ts';
import { toyEngine, toyServer } from './toy-engine.ts';

engineContract('a toy engine', {
  engine: toyEngine(toyServer('a')),
  server: () => [{ host: 'nowhere', port: 1 }, { user: 'anybody', password: '' }, 1000],
  write: () => 'write',
  refused: 'refuse',
});
