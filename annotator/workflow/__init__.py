"""What people do, one module per activity. No Qt, no SQL."""
