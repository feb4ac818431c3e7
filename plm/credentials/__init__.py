"""What was earned: certificates and their verification."""
