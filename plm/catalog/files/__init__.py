"""Courses as people write them: folders of TOML and Markdown, read with every mistake in view, and written back."""
