"""Files to take away, other than reports. They are made while they are sent and kept nowhere."""
