"""Measurements that print their own comparison: `make bench`. Ratios, side by side in one run."""
