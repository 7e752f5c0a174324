"""Fails as a program does that found something wrong."""
raise SystemExit("the data make no sense")
