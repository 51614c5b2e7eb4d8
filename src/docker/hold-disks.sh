# Runs in a container that holds the disks of one run: XFS images of a fixed size, attached to loop devices.
# Arguments: the run, the size in MB, the name of each disk. Prints "NAME DEVICE" for each, then "ready", and stays.
# Its container is what keeps the disks: they outlive a restart of a server, and go when it and the servers are gone.
set -eu
run=$1 megabytes=$2
shift 2

# Sparse files grow as they are written: the host must have room for all of them when they are full.
free=$(($(stat -f -c '%a * %S' /disks) >> 20))
if [ "$free" -lt $(($# * megabytes)) ]; then
  echo "$# disks of $megabytes MB need more than the $free MB that are free where Docker keeps its volumes"
  exit 1
fi

# Part of what `losetup --list` shows as the backing file, so that people and faults see whose disk it is.
folder=/disks/ha-drill.run/$run
mkdir -p "$folder"
making=()
for name; do
  truncate --size "${megabytes}M" "$folder/$name.img"
  mkfs.xfs -q -K "$folder/$name.img" &
  making+=($!)
done
for job in "${making[@]}"; do wait "$job"; done

# Attached and, in the same system call, marked to be detached after the last use (linux/loop.h: LOOP_CONFIGURE with
# LO_FLAGS_AUTOCLEAR; losetup needs two calls). So however this container ends, the kernel leaves no device behind.
# LO_FLAGS_DIRECT_IO: or every write would be cached twice, and a sync of one volume wait for the cache of the other.
exec perl -e '
  use strict;
  my ($get_free, $configure, $autoclear, $direct, $EBUSY) = (0x4C82, 0x4C0A, 4, 16, 16);
  $| = 1;
  open my $control, "+<", "/dev/loop-control" or die "/dev/loop-control: $!\n";
  my ($folder, @names, @held) = @ARGV;
  for my $name (@names) {
    open my $image, "+<", "$folder/$name.img" or die "$folder/$name.img: $!\n";
    my ($device, $loop, $attached);
    until ($attached) {
      my $number = ioctl($control, $get_free, 0) or die "no free loop device: $!\n";
      $device = "/dev/loop" . int $number;
      open $loop, "+<", $device or die "$device: $!\n";
      # struct loop_config: fd, block size (0: as the file has), struct loop_info64 with lo_flags at offset 52.
      $attached = ioctl($loop, $configure, pack "L2 x52 L x240", fileno $image, 0, $autoclear | $direct);
      # Somebody else may have taken it in between.
      die "$device: $!\n" unless $attached or $! == $EBUSY;
    }
    push @held, $loop;
    print "$name $device\n";
  }
  print "ready\n";
  sleep while 1;
' "$folder" "$@"
