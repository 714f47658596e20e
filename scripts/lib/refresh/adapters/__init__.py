"""One module a kind of source: each turns the bytes of a reply into figures."""
