# How much of what comes in is lost.

# losses ID: how many packets a fault has dropped, and of how many.
losses() {
  local word name=
  for word in $(nft list counters table inet ha_drill); do
    case $word in
      "$1" | "$1_seen") name=$word ;;
      packets) continue ;;
      *[!0-9]*) ;;
      *) if [ -n "$name" ]; then echo "$name $word"; name=; fi ;;
    esac
  done
}
