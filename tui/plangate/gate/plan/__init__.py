"""Plans: the record and its digest, reading and writing markdown, comments, votes, and the life of a plan."""
