"""The demo: a rehearsal workspace on the JIO register, made-up data, and a day's work on it."""
