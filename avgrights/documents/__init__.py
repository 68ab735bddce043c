"""Letters, pages and packages: what a person receives. Templates in Dutch and English. Edge."""
