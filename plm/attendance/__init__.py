"""Being there: marks, minutes, rosters."""
