"""What the reports say: one module for each page, pure functions of what was counted."""
