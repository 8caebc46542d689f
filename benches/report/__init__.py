"""What `make bench` does with figures: parts, results, budgets, the page and its charts."""
