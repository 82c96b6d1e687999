# Mapper: the event's id and the time it was received come before the event, so that Hadoop sorts by both.
match($0, /"id":"[^"]*"/)       { id = substr($0, RSTART + 6, RLENGTH - 7) }
match($0, /"received":"[^"]*"/) { received = substr($0, RSTART + 12, RLENGTH - 13) }
{ print id "\t" received "\t" $0 }
