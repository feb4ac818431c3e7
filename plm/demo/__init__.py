"""An invented district, the same every time."""
