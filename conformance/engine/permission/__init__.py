"""What a run may do: send to a target of others, change there, send of a record, write to a folder."""
