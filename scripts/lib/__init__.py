"""What the stages share, one idea a module."""
