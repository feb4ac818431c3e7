"""When and where: dated runs of a course, their sessions, facilitators and seats."""
