"""From what the stages counted to the outcome of each clause, the findings, the record and the exit status."""
