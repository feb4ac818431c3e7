"""What it adds up to: home pages, team and district views, exports."""
