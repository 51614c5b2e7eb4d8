export * from '../wait.ts';
