"""Words: what is said in the reader's language, and the numbers put into it."""
