#!/bin/sh
# Runs a command in an unpacked image as a container would: run-unpacked.sh ROOT CONFIGURATION COMMAND...
# The root is read-only, /tmp is a small one in memory from which nothing can be executed, the user is the image's, without any
# privilege. Needs root, and makes a mount namespace that goes away with the command, which takes this process's place.
set -eu
if [ "${CARILLON_UNPACKED:-}" != inside ]; then
  CARILLON_UNPACKED=inside exec unshare --mount --propagation private -- sh "$0" "$@"
fi
root=$1
configuration=$2
shift 2
mount --bind "$root" "$root"
mount --bind "$configuration" "$root/etc/carillon"
mount -t tmpfs -o noexec,nosuid,nodev,mode=1777,size=64m tmpfs "$root/tmp"
mount --rbind /proc "$root/proc"
mount --rbind /sys "$root/sys"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null zero random urandom; do
  : >"$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mount -o remount,bind,ro "$root"
mount -o remount,bind,ro "$root/etc/carillon"
exec env -i JAVA_HOME=/opt/java LANG=C.UTF-8 PATH=/opt/java/bin ${TOOL_OPTIONS:+"JAVA_TOOL_OPTIONS=$TOOL_OPTIONS"} \
  /usr/bin/setpriv --no-new-privs /usr/sbin/chroot --userspec=10001:10001 --groups= "$root" "$@"
