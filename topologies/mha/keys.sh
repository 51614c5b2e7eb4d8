#!/bin/sh
# Waits for the key that the manager made, the same for all, and lets root go by it to every other one.
until [ -e /ha-drill-keys/made ]; do sleep 0.2; done
mkdir -p /root/.ssh
cp /ha-drill-keys/id_ed25519 /root/.ssh/id_ed25519
cp /ha-drill-keys/id_ed25519.pub /root/.ssh/authorized_keys
printf 'Host *\n  StrictHostKeyChecking no\n  UserKnownHostsFile /dev/null\n  LogLevel ERROR\n  ConnectTimeout 3\n' >/root/.ssh/config
chmod 700 /root/.ssh
chmod 600 /root/.ssh/*
