"""What is done: receive, assess, carry out, purge. The desk database and the wiring."""
