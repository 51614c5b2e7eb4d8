import { expect, test } from 'vitest';
import { isHaproxy, readHaproxy } from '../../../src/check/config/haproxy.ts';

const text = `
global
  maxconn 100
defaults
  timeout client 30s
  timeout connect 500
  default-server inter 2s rise 3
frontend in # writes
  bind *:3306,:::3306
  bind "0.0.0.0:3307" name second
  default_backend out
backend out
  option httpchk GET /role
  default-server fastinter 500ms downinter 5s on-marked-down shutdown-sessions
  timeout server 1m
  server a 10.0.0.1:3306 check fall 5
  server b b:3306 check backup no-check
  server c c:3306 check inter 250 agent-check
listen stats
  mode http
  bind :7000
`;

test('sections are read with their defaults, their backends, and what each server says itself', () => {
  const [frontend, stats] = readHaproxy(text);
  expect(frontend).toMatchObject({
    name: 'in',
    ports: [3306, 3306, 3307],
    check: 'http',
    timeouts: { client: 30_000, connect: 500, server: 60_000 },
  });
  const usual = { interMs: 2000, fastInterMs: 500, downInterMs: 5000, rise: 3, shutsDownSessions: true };
  expect(frontend?.servers).toMatchObject([
    { ...usual, name: 'a', host: '10.0.0.1', checked: true, fall: 5, resolves: true },
    { ...usual, name: 'b', checked: false, backup: true, fall: 3, resolves: false },
    { ...usual, name: 'c', checked: true, asksAgent: true, interMs: 250 },
  ]);
  expect(stats).toMatchObject({ name: 'stats', ports: [7000], servers: [] });
});

test('other files are told apart', () => {
  expect(isHaproxy(text)).toBe(true);
  expect(isHaproxy('[mysqld]\nserver_id=1\n')).toBe(false);
  expect(isHaproxy('#!/bin/sh\necho listen here\n')).toBe(false);
});
