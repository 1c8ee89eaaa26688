"""What every table shares: an owner, and fast writing of many rows."""
