"""A publisher to try the archive with: pages and PDFs of ours, served over real HTTP."""
