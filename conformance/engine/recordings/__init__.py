"""Exchanges on record: written, read, judged anew, sent again, and the parts of a run made one."""
