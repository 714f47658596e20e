"""The one idea that the small workflow shares."""


def twice(value: int) -> int:
    """Two times a value."""
    return 2 * value
