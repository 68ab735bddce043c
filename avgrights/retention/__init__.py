"""Cutoffs, holds, restrictions, the plan and its brake. Pure."""
