"""The measuring bench: `make bench` runs it; `docs/bench.md` says how to read it."""
