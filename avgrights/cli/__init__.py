"""The rim: parse, call, render, exit status. The only room that reads the clock."""
