"""Where people work: schools, their level, area and time zone."""
