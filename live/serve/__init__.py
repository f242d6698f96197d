"""The `serve` command: pages for a phone's browser, which draws or shows paper and gets it read here."""
