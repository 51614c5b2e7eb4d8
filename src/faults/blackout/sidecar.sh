# A cut whose end the kernel keeps, and a watcher that sees when it began and ended.

# Where the watchers of blackouts write, by the fault they belong to.
declare -A watchers=()

# gateway: the address by which the host of the containers, and so the load on it, comes to this one.
gateway() {
  local via
  read -r _ _ via _ < <(ip -4 route show default)
  [ -n "$via" ] || { echo "no default route: the host is not reached from here"; return 1; }
  echo "$via"
}

# watch_for ID MS ADDRESS: starts to watch for a cut of that length, which packets to ADDRESS meet. `cut_for` makes it.
watch_for() {
  local line
  exec {watchers[$1]}< <(watch_dark "$2" "$3" 2>&1)
  read -r -t 5 -u "${watchers[$1]}" line
  [ "$line" = ready ] || { echo "the watcher did not start: $line"; return 1; }
}

# blackout_seen ID: what its watcher saw; prints nothing while it still looks.
blackout_seen() {
  local line fd=${watchers[$1]-}
  [ -n "$fd" ] || { echo "no watcher of $1"; return 1; }
  read -r -t 0.05 -u "$fd" line || return 0
  exec {fd}<&-
  unset "watchers[$1]"
  echo "$line"
}

# watch_dark MS ADDRESS: sends empty datagrams to the discard port, which the rules let pass or not, and tells by the
# kernel's monotonic clock (in ms): before the last that passed, after the first that did not, before the last that did
# not, after the first that passed again. The cut began between the first two, and ended between the other two.
watch_dark() {
  perl - "$1" "$2" "$HOSTTYPE" <<'PERL'
use strict;
use Socket;
use Errno;
my ($length, $address, $machine) = @ARGV;
my $clock_gettime = { x86_64 => 228, aarch64 => 113 }->{$machine} // die "no clock on $machine\n";
sub now {
  my $time = pack 'q2', 0, 0;
  syscall($clock_gettime, 1, $time);
  my ($s, $ns) = unpack 'q2', $time;
  return $s * 1000 + $ns / 1e6;
}
socket(my $socket, PF_INET, SOCK_DGRAM, 0) or die "no socket: $!\n";
my $to = sockaddr_in(9, inet_aton($address));
sub passes {
  return 1 if defined send($socket, '', 0, $to);
  die "a datagram was not sent: $!\n" unless $!{EPERM};
  return 0;
}
$| = 1;
die "nothing passes although nothing is cut off\n" unless passes();
print "ready\n";
my ($passed, $dark, $since, $still);
my $until = now() + $length + 5000;
while (now() < $until) {
  my $before = now();
  my $open = passes();
  my $after = now();
  if ($open && $dark) {
    printf "%.3f %.3f %.3f %.3f\n", $passed, $dark, $still, $after;
    exit;
  }
  if ($open) { $passed = $before } else { $dark //= $after; $still = $before }
  # Far from its end it need not be looked at so closely.
  my $far = $dark && $after < $dark + $length - 40;
  select undef, undef, undef, $far ? 0.005 : 0.0002;
}
print $dark ? "it did not end\n" : "it did not begin\n";
PERL
}
