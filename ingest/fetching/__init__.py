"""How a file is fetched, part by part; `ingest.fetch` is the door."""
