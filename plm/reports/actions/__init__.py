"""What a report shows: one function for each page, which returns all that the page says."""
