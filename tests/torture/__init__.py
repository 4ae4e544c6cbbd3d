"""Kills runs at hundreds of points and holds the archive to its one rule each time."""
