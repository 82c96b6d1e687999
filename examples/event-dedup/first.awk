# Reducer: of the copies of an event, the one that was received first; they come sorted by id and time.
BEGIN { FS = "\t" }
$1 == last { print "reporter:counter:dedup,duplicates,1" > "/dev/stderr"; next }
{ last = $1; print $3; print "reporter:counter:dedup,events,1" > "/dev/stderr" }
