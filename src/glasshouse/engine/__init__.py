"""The engine: luck, compiled rules, shards, digests. It knows nothing of persons, lists or rulebooks."""
